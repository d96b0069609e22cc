// Looks again while a document or an import is being worked on, and shows the page anew once it is finished.
// Without it, the link on the page does the same.
"use strict";

const MILLISECONDS = 3000;

async function look() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("waiting");
    if (!now) {
      location.reload();
      return;
    }
    document.getElementById("waiting").replaceChildren(...now.childNodes);
  } catch {
    // The network or the server is away for a moment.
  }
  setTimeout(look, MILLISECONDS);
}

setTimeout(look, MILLISECONDS);
