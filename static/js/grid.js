// The table of a report as a spreadsheet: keys between cells, blocks copied and pasted, filling down, undo and redo.
// Without it the table is a form. What the browser does not understand is sent as text, and the server says what is wrong.

const FIELDS = "textarea, input[type=text]";
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const CELL = /("(?:[^"]|"")*"(?=[\t\r\n]|$)|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/g;
const form = document.querySelector("form[data-grid]");
const body = form.querySelector("table.grid").tBodies[0];
const blank = form.querySelector("template").content;
const words = document.getElementById("grid-words").dataset;
const said = document.getElementById("grid-said");
const count = document.getElementById("grid-changed");
const done = []; // steps, each a list of [field, before, after]
const undone = [];
let step = null; // the one being made
let typing = null; // the field in focus, and what it held before
let current = null; // the cell that keys and buttons act on
let corner = null; // of the selected block, opposite to the current cell
let isSent = false;

// Cells

const fieldOf = (cell) => cell.querySelector(FIELDS);
const cellAt = (row, column) => body.rows[row]?.cells[column];
const place = (cell) => [cell.parentNode.sectionRowIndex, cell.cellIndex];
const columns = () => body.rows[0].cells.length;
const isMain = (element) => element.matches(FIELDS) && fieldOf(element.closest("td, th")) === element;
const say = (text) => { said.textContent = text; };
const worded = (name, numbers) => words[name].replace(/\{(\w+)\}/g, (_all, key) => numbers[key]);
const tell = (name, numbers) => say(worded(name, numbers));

function block() {
    const [row, column] = place(current);
    const [otherRow, otherColumn] = place(corner ?? current);
    const top = Math.min(row, otherRow);
    const left = Math.min(column, otherColumn);
    return { top, left, height: Math.abs(row - otherRow) + 1, width: Math.abs(column - otherColumn) + 1 };
}

const isBlock = () => Boolean(current && corner && corner !== current);

function* cellsOf({ top, left, height, width }) {
    for (let row = top; row < top + height; row += 1) {
        for (let column = left; column < left + width; column += 1) yield cellAt(row, column);
    }
}

function select(cell) {
    body.querySelectorAll(".picked").forEach((one) => one.classList.remove("picked"));
    corner = cell;
    if (!isBlock()) return;
    const chosen = block();
    for (const one of cellsOf(chosen)) one.classList.add("picked");
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    tell("selected", { rows: chosen.height, columns: chosen.width });
}

function go(cell) {
    const field = cell && fieldOf(cell);
    if (!field) return;
    field.focus();
    field.select();
}

// What was changed

function paint(field) {
    const cell = field.closest("td, th");
    const isOther = [...cell.querySelectorAll(FIELDS)].some((one) => one.value !== one.defaultValue);
    cell.classList.toggle("changed", isOther || "refused" in cell.dataset);
}

function recount() {
    const cells = body.querySelectorAll(".changed");
    const rows = new Set([...cells].map((cell) => cell.parentNode));
    count.textContent = cells.length ? worded("count", { cells: cells.length, rows: rows.size }) : words.nothing;
    return cells.length;
}

function write(field, value) {
    if (field.value === value) return;
    step.push([field, field.value, value]);
    field.value = value;
    paint(field);
}

function commit() {
    if (!typing || typing.field.value === typing.before) return;
    done.push([[typing.field, typing.before, typing.field.value]]);
    undone.length = 0;
    typing.before = typing.field.value;
}

// Does something as one step, which can be undone as a whole; returns how many fields it has changed.
function act(change) {
    commit();
    step = [];
    change();
    if (step.length) {
        done.push(step);
        undone.length = 0;
    }
    if (typing) typing.before = typing.field.value;
    recount();
    return step.length;
}

function travel(from, to, side, name) {
    commit();
    const found = from.pop();
    if (!found) return;
    for (const one of side === 1 ? [...found].reverse() : found) {
        one[0].value = one[side];
        paint(one[0]);
    }
    to.push(found);
    if (typing) typing.before = typing.field.value;
    go(found[0][0].closest("td, th"));
    recount();
    tell(name, { cells: found.length });
}

const undo = () => travel(done, undone, 1, "undone");
const redo = () => travel(undone, done, 2, "redone");

// Writes a text into a cell as its field can hold it; false where it is no word of the list of that field.
function put(field, text) {
    let value = text.trim();
    if (field.localName === "input") value = value.replace(/\s*[\r\n]+\s*/g, field.name.endsWith("-lead") ? "; " : " ");
    const known = field.list && value && [...field.list.options].find((one) => one.value.toLowerCase() === value.toLowerCase());
    write(field, known ? known.value : value);
    return !field.list || !value || Boolean(known);
}

function insert(field, text) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
}

// New rows

function addRow(before = null) {
    const taken = [...body.querySelectorAll("tr[data-key^=new-]")].map((row) => Number(row.dataset.key.slice(4)));
    const number = Math.max(-1, ...taken) + 1;
    if (number >= Number(form.dataset.mostNew) || body.rows.length >= Number(form.dataset.most)) return null;
    const row = blank.cloneNode(true).querySelector("tr");
    for (const one of [row, ...row.querySelectorAll("*")]) {
        for (const attribute of one.attributes) {
            attribute.value = attribute.value.replace("new-KEY", `new-${number}`).replace("KEY", number + 1);
        }
    }
    body.insertBefore(row, before);
    return row;
}

function addPart(whole) {
    if (!whole) return;
    const name = whole.dataset.whole;
    let next = whole.nextElementSibling;
    while (next && next.dataset.whole === name && next.classList.contains("grid-part")) next = next.nextElementSibling;
    const row = name ? addRow(next) : null;
    if (!row) {
        say(words.noPart);
        return;
    }
    row.classList.add("grid-part");
    row.dataset.whole = name;
    act(() => write(row.querySelector("[name$=-whole]"), name));
    go(row.cells[0]);
    tell("part", { whole: name });
}

// Blocks of cells as spreadsheets copy them

function read(text) {
    const rows = [[]];
    for (const [, cell, end] of text.replace(/(\r\n|\n|\r)$/, "").matchAll(CELL)) {
        rows.at(-1).push(/^"[^]*"$/.test(cell) && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell);
        if (!end) break;
        if (end !== "\t") rows.push([]);
    }
    return rows;
}

const quoted = (text) => /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function paste(rows) {
    const { top, left, height, width } = block();
    const wide = Math.max(...rows.map((row) => row.length));
    const tall = height % rows.length ? rows.length : Math.max(height, rows.length);
    const broad = width % wide ? wide : Math.max(width, wide);
    const before = body.rows.length;
    let unknown = 0;
    const changed = act(() => {
        for (let down = 0; down < tall; down += 1) {
            const row = rows[down % rows.length];
            if (!body.rows[top + down] && ("more" in form.dataset || !addRow())) break;
            for (let across = 0; across < broad; across += 1) {
                const cell = cellAt(top + down, left + across);
                const text = row[across % wide];
                if (cell && text !== undefined && !put(fieldOf(cell), text)) unknown += 1;
            }
        }
    });
    const fitting = { rows: Math.min(tall, body.rows.length - top), columns: Math.min(broad, columns() - left) };
    const told = [worded("pasted", { ...fitting, cells: changed })];
    if (body.rows.length > before) told.push(worded("added", { rows: body.rows.length - before }));
    if (unknown) told.push(worded("unknown", { cells: unknown }));
    if (tall > fitting.rows) {
        told.push(worded("more" in form.dataset ? "nextPage" : "noRows", { rows: tall - fitting.rows, first: rows[fitting.rows % rows.length].join(" ").slice(0, 60) }));
    }
    if (broad > fitting.columns) told.push(worded("noColumns", { columns: broad - fitting.columns }));
    select(cellAt(top + fitting.rows - 1, left + fitting.columns - 1));
    say(told.join(" "));
}

function fillDown() {
    if (!current) return;
    const { top, left, height, width } = block();
    const from = height > 1 ? top : top - 1;
    if (from < 0) return;
    const cells = act(() => {
        for (const cell of cellsOf({ top: from + 1, left, height: Math.max(height - 1, 1), width })) {
            write(fieldOf(cell), fieldOf(cellAt(from, cell.cellIndex)).value);
        }
    });
    tell("filled", { cells });
}

function clear() {
    tell("cleared", { cells: act(() => { for (const cell of cellsOf(block())) write(fieldOf(cell), ""); }) });
}

body.addEventListener("paste", (event) => {
    if (!isMain(event.target)) return;
    const text = event.clipboardData.getData("text/plain");
    const html = event.clipboardData.getData("text/html");
    const tags = (html.match(/<t[dh][\s>]/gi) ?? []).length; // a text from a letter has none, even where it has tabs
    const isLine = event.target.localName === "input";
    let rows = read(text);
    const isOne = tags === 1 || (rows.length === 1 && rows[0].length === 1);
    if (isOne && rows.flat().length > 1) rows = [[text]];
    if (!isOne && !(html ? tags > 1 : text.includes("\t") || isLine)) return;
    if (isOne && !isBlock()) {
        if (tags !== 1) return;
        event.preventDefault();
        insert(event.target, rows[0][0]);
        return;
    }
    event.preventDefault();
    paste(rows);
});

function copy(event) {
    if (!isMain(event.target) || !isBlock()) return;
    const chosen = block();
    const lines = Array.from({ length: chosen.height }, (_none, down) => (
        [...cellsOf({ ...chosen, top: chosen.top + down, height: 1 })].map((cell) => quoted(fieldOf(cell).value)).join("\t")
    ));
    event.clipboardData.setData("text/plain", lines.join("\n"));
    event.preventDefault();
    if (event.type === "cut") clear();
    else tell("copied", { rows: chosen.height, columns: chosen.width });
}

body.addEventListener("copy", copy);
body.addEventListener("cut", copy);

// Keys

function leaves(field, [down, across], event) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const isLine = field.localName === "input";
    if (event.ctrlKey || event.metaKey) return down !== 0;
    if (event.shiftKey && (isBlock() || (down && isLine))) return true;
    if (down && field.list && typing?.before !== value) return false; // the list of words is open
    if (start === 0 && end === value.length) return true;
    if (down && isLine) return true;
    return down + across < 0 ? end === 0 : start === value.length;
}

function arrow(event, field, steps) {
    if (event.altKey || !leaves(field, steps, event)) return false;
    const [row, column] = place(event.shiftKey ? corner ?? current : current);
    const cell = cellAt(row + steps[0], column + steps[1]);
    if (cell && event.shiftKey) select(cell);
    else go(cell);
    return true;
}

function enter(event, field) {
    if (field.localName === "textarea" && event.shiftKey) return false;
    if (field.localName === "textarea" && event.altKey) {
        insert(field, "\n");
        return true;
    }
    const [row, column] = place(current);
    commit();
    go(cellAt(row + (event.shiftKey ? -1 : 1), column));
    return true;
}

const COMMANDS = { d: fillDown, z: undo, y: redo, Z: redo, s: () => form.requestSubmit() };

body.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.isComposing || !field.matches(FIELDS)) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && COMMANDS[event.key];
    let isDone = Boolean(command);
    if (command) command();
    else if (event.key === "Enter") isDone = enter(event, field);
    else if (event.key === "Escape" && isBlock()) select(null);
    else if ((event.key === "Delete" || event.key === "Backspace") && isBlock()) { clear(); isDone = true; }
    else if (event.key in ARROWS && isMain(field)) isDone = arrow(event, field, ARROWS[event.key]);
    if (isDone) event.preventDefault();
});

body.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td, th");
    if (!event.shiftKey || !current || !cell || cell === current) return;
    event.preventDefault();
    select(cell);
});

body.addEventListener("focusin", (event) => {
    if (!event.target.matches(FIELDS)) return;
    commit();
    typing = { field: event.target, before: event.target.value };
    const cell = event.target.closest("td, th");
    if (cell !== current) {
        current = cell;
        select(null);
    }
});

body.addEventListener("input", (event) => {
    paint(event.target);
    recount();
});
body.addEventListener("change", commit);

// Buttons

const BUTTONS = { fill: fillDown, undo, redo, part: () => addPart(current?.parentNode), row: () => go(addRow()?.cells[0]) };

form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.name === "part_of") addPart(button.closest("tr"));
    else if (button?.dataset.act) BUTTONS[button.dataset.act]();
    else return;
    event.preventDefault();
});

// Only rows with changes travel, so that a long table is not too much for one form.
form.addEventListener("submit", () => {
    isSent = true;
    for (const row of body.rows) {
        if (!row.querySelector(".changed")) row.querySelectorAll("input, textarea").forEach((one) => { one.disabled = true; });
    }
});
window.addEventListener("pageshow", () => {
    isSent = false;
    body.querySelectorAll(":disabled").forEach((one) => { one.disabled = false; });
});
window.addEventListener("beforeunload", (event) => {
    if (!isSent && recount()) event.preventDefault();
});

body.querySelectorAll(".changed").forEach((cell) => { cell.dataset.refused = ""; });
body.querySelectorAll(FIELDS).forEach(paint); // browsers fill in again what was typed before a page was loaded anew
body.querySelectorAll("button[name=part_of]").forEach((button) => { button.tabIndex = -1; });
form.querySelector("[data-toolbar]").hidden = false;
recount();
const wrong = body.querySelector("[aria-invalid]");
if (wrong) go(wrong.closest("td, th"));
