// Saves what is typed on the page of an office some seconds after the last key, and when the page is hidden. Without it
// the buttons do the same. What cannot be saved stays in the form and is tried again; nothing of others is overwritten.
(() => {
    "use strict";
    const AFTER_TYPING = 3000;
    const AFTER_FAILURE = 15000;
    const CONFLICT = 409;
    const form = document.querySelector("form[data-autosave]");
    const words = document.getElementById("autosave-words").dataset;
    const waiting = new Map(); // of each measure: the timer of its next saving
    const running = new Map(); // of each measure: the saving that is under way
    const stopped = new Set(); // measures that somebody else has saved
    let isSent = false;

    const measureOf = (element) => element.closest("details.ask");
    const say = (measure, text) => {
        const place = measure.querySelector("[data-saved]");
        if (place && place.textContent !== text) place.textContent = text;
    };

    function fieldsOf(measure) {
        const data = new FormData();
        for (const [name, value] of new FormData(form)) {
            if (name.startsWith(`${measure.id}-`) || name === "answered_by" || name === "proof") data.append(name, value);
        }
        data.append("act", `save-${measure.id.slice(1)}`);
        return data;
    }

    function later(measure, milliseconds) {
        clearTimeout(waiting.get(measure));
        waiting.set(measure, setTimeout(() => save(measure), milliseconds));
    }

    async function save(measure) {
        clearTimeout(waiting.get(measure));
        waiting.delete(measure);
        if (running.has(measure)) await running.get(measure);
        if (isSent || stopped.has(measure)) return;
        const saving = send(measure);
        running.set(measure, saving);
        await saving;
        running.delete(measure);
    }

    async function send(measure) {
        say(measure, words.saving);
        try {
            const answer = await fetch(form.action, {
                method: "POST", body: fieldsOf(measure), headers: { Accept: "application/json" },
                keepalive: document.visibilityState === "hidden", // which browsers allow for short texts only
            });
            if (answer.ok) {
                const { saved, bases } = await answer.json();
                for (const [name, base] of Object.entries(bases)) form.elements[name].value = base;
                say(measure, words.saved.replace("%(time)s", saved));
            } else if (answer.status === CONFLICT) {
                stopped.add(measure);
                say(measure, words.conflict);
            } else if (answer.status < 500) {
                stopped.add(measure);
                say(measure, words.ended);
            } else {
                throw new Error(answer.statusText);
            }
        } catch {
            say(measure, words.lost);
            if (!waiting.has(measure)) later(measure, AFTER_FAILURE);
        }
    }

    function typed(event) {
        const measure = measureOf(event.target);
        if (measure && event.target.name && !event.target.name.endsWith("-not_ours")) later(measure, AFTER_TYPING);
    }

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") for (const measure of [...waiting.keys()]) save(measure);
    });
    window.addEventListener("online", () => {
        for (const measure of [...waiting.keys()]) save(measure);
    });

    // A button waits for the saving that is under way, so that it knows of it.
    form.addEventListener("submit", (event) => {
        for (const timer of waiting.values()) clearTimeout(timer);
        if (running.size === 0) {
            isSent = true;
            waiting.clear();
            return;
        }
        event.preventDefault();
        const button = event.submitter;
        Promise.allSettled([...running.values()]).then(() => {
            running.clear();
            form.requestSubmit(button);
        });
    });
    window.addEventListener("pageshow", () => { isSent = false; });
    window.addEventListener("beforeunload", (event) => {
        if (!isSent && (waiting.size > 0 || running.size > 0)) event.preventDefault();
    });

    // A link to a measure unfolds it.
    const unfold = () => {
        const target = location.hash && document.getElementById(location.hash.slice(1));
        const measure = target && measureOf(target);
        if (measure) {
            measure.open = true;
            target.focus?.();
        }
    };
    window.addEventListener("hashchange", unfold);
    unfold();

    // Only a key or a finger proves that a person is here; scanners of mails and previews have neither.
    if (!form.dataset.seen) {
        const seen = (event) => {
            if (!event.isTrusted) return;
            ["pointerdown", "keydown"].forEach((kind) => document.removeEventListener(kind, seen));
            const data = new FormData();
            data.append("act", "seen");
            if (form.elements.proof) data.append("proof", form.elements.proof.value);
            fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
        };
        ["pointerdown", "keydown"].forEach((kind) => document.addEventListener(kind, seen));
    }
})();
