// Connects the buttons for passkeys with django-allauth's script. Without it the buttons stay hidden.
(() => {
    "use strict";
    const kinds = { add: "addForm", authenticate: "authenticateForm", login: "loginForm" };

    function connect(form) {
        const kind = form.dataset.passkey;
        const ids = {
            [kind]: form.querySelector("button").id,
            credential: form.querySelector("[name=credential]").id,
            data: "passkey-options",
            passwordless: form.querySelector("[name=passwordless]")?.id,
        };
        window.allauth.webauthn.forms[kinds[kind]]({ ids });
        form.hidden = false;
    }

    function show(selector, isShown) {
        document.querySelectorAll(selector).forEach((element) => { element.hidden = !isShown; });
    }

    document.addEventListener("allauth.error", (event) => {
        event.preventDefault();
        show(".passkey-problem", true);
    });
    if (window.PublicKeyCredential) {
        document.querySelectorAll("form[data-passkey]").forEach(connect);
        show(".without-passkeys", false);
    }
})();
