// Asks before a form is left that was changed and not sent. The question itself is the browser's own.
(() => {
    "use strict";
    let isChanged = false;
    const forms = document.querySelectorAll("#content form[method=post]:not(#changelist-form, #login-form, .work-move, [data-passkey], [data-grid])");

    forms.forEach((form) => {
        form.addEventListener("input", () => { isChanged = true; });
        form.addEventListener("change", () => { isChanged = true; });
        form.addEventListener("submit", () => { isChanged = false; });
    });
    window.addEventListener("beforeunload", (event) => {
        if (isChanged) event.preventDefault();
    });
})();
