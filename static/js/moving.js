// Drags measures into sections and sections to other places; without script there are ticks and buttons.
// The grip of a section also answers to the keyboard, and says where the section would land.
const named = (words, name) => words.replace("{name}", () => name);
const make = (tag, fields) => Object.assign(document.createElement(tag), fields);

// Follows mouse, finger or pen from a grip: `over` is told what lies below, `drop` that it was let go there.
const follow = (grip, { begin, over, drop, end }) => grip.addEventListener("pointerdown", (down) => {
    if (down.button) return;
    down.preventDefault();
    grip.setPointerCapture(down.pointerId);
    const control = new AbortController();
    const { signal } = control;
    let hasMoved = false;
    const stop = () => { control.abort(); end(); };
    grip.addEventListener("pointermove", (move) => {
        if (!hasMoved) begin();
        hasMoved = true;
        window.scrollBy(0, move.clientY < 48 ? -16 : move.clientY > window.innerHeight - 48 ? 16 : 0);
        over(document.elementFromPoint(move.clientX, move.clientY), move.clientY);
    }, { signal });
    grip.addEventListener("pointerup", () => { if (hasMoved) drop(); stop(); }, { signal });
    grip.addEventListener("pointercancel", stop, { signal });
    document.addEventListener("keydown", (key) => { if (key.key === "Escape") stop(); }, { signal });
});

const sections = (outline, form) => {
    const rows = [...outline.querySelectorAll("[data-section]")];
    const live = make("p", { className: "visually-hidden", ariaLive: "assertive" });
    outline.after(live);
    let target = null;
    const show = (wanted) => {
        target?.row.classList.remove(`drop-${target.place}`);
        target = wanted;
        target?.row.classList.add(`drop-${target.place}`);
    };

    rows.forEach((row, number) => {
        const depth = Number(row.dataset.depth);
        const next = rows.findIndex((other, place) => place > number && Number(other.dataset.depth) <= depth);
        const own = rows.slice(number, next < 0 ? rows.length : next); // no places for the section itself
        const grip = make("button", { type: "button", className: "grip", ariaLabel: named(outline.dataset.grip, row.dataset.name) });
        row.prepend(grip);
        const begin = () => row.classList.add("is-held");
        const end = () => { row.classList.remove("is-held"); grip.ariaPressed = null; show(null); };
        const drop = () => {
            if (!target) return;
            form.section.value = row.dataset.section;
            form.other.value = target.row.dataset.section;
            form.place.value = target.place;
            form.submit();
        };
        const over = (below, y) => {
            const other = below?.closest("[data-section]");
            if (!other || own.includes(other)) return show(null);
            const box = other.getBoundingClientRect();
            const part = (y - box.top) / box.height;
            show({ row: other, place: part < 0.3 ? "before" : part > 0.7 ? "after" : "into" });
        };
        follow(grip, { begin, over, drop, end });

        const places = rows.flatMap((other) => ["before", "into", "after"].map((place) => ({ row: other, place })))
            .filter((one) => !own.includes(one.row));
        const behind = places.filter((one) => rows.indexOf(one.row) < number).length;
        let at = behind - 0.5; // between two places
        const press = (key) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[key];
            if (key === " " || key === "Enter") {
                if (grip.ariaPressed) { drop(); end(); return true; }
                at = behind - 0.5;
                begin();
                grip.ariaPressed = "true";
            } else if (grip.ariaPressed && step) {
                at = Math.min(Math.max(step > 0 ? Math.floor(at) + 1 : Math.ceil(at) - 1, 0), places.length - 1);
                show(places[at]);
                live.textContent = named(outline.dataset[target.place], target.row.dataset.name);
            } else if (grip.ariaPressed && key === "Escape") {
                end();
                live.textContent = outline.dataset.cancelled;
            } else return false;
            return true;
        };
        grip.addEventListener("keydown", (key) => { if (press(key.key)) key.preventDefault(); });
        grip.addEventListener("blur", end);
    });
};

const measures = (table, form) => table.querySelectorAll("[data-moves]").forEach((tick) => {
    const grip = make("span", { className: "grip", ariaHidden: "true", title: named(table.dataset.grip, tick.ariaLabel.replace(/^[^:]*: /, "")) });
    tick.after(grip);
    const panel = make("div", { className: "drop-places" });
    let target = null;
    follow(grip, {
        begin: () => {
            const list = make("ul");
            panel.replaceChildren(make("p", { textContent: table.dataset.drop }), list);
            [...form.section.options].filter((one) => one.value).forEach((one) => {
                list.append(make("li", { textContent: one.text, option: one }));
            });
            document.body.append(panel);
        },
        over: (below) => {
            target?.classList.remove("drop-into");
            target = below?.closest(".drop-places li");
            target?.classList.add("drop-into");
        },
        drop: () => {
            if (!target) return;
            tick.checked = target.option.selected = true;
            form.submit();
        },
        end: () => panel.remove(),
    });
});

const outline = document.querySelector(".work-outline");
const place = document.getElementById("section-drop");
if (outline && place) sections(outline, place);
const table = document.querySelector(".has-ticks");
if (table) measures(table, document.getElementById("ticked"));
