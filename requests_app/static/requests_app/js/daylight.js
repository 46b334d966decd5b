// Daylight in the browser. Everything here is a comfort; every page works without it.

const SECONDS = 1000;

/** Replace the nodes of `target` with what `html` holds at the same id (or whole), and wire the new ones. */
function replace(target, html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fresh = (target.id && parsed.getElementById(target.id)) || parsed.body.firstElementChild;
  if (!fresh) return null;
  target.replaceWith(fresh);
  wire(fresh);
  return fresh;
}

/**
 * data-poll="address": fetch the same part again until it comes back without data-poll, then do as data-done says.
 * Most work is done within seconds, so at first the question is asked often.
 */
function poll(part) {
  const every = (performance.now() < 15 * SECONDS ? 0.5 : 2) * SECONDS;
  const again = async () => {
    if (!part.isConnected) return;
    if (document.hidden) return void setTimeout(again, every);
    try {
      const answer = await fetch(part.dataset.poll, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (answer.redirected || answer.status === 404) return location.reload();
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = replace(part, await answer.text());
      if (fresh && fresh.dataset.done === "reload") location.reload();
    } catch {
      setTimeout(again, every * 3);
    }
  };
  setTimeout(again, every);
}

/** data-upload on a form: send it with a progress bar; the answer replaces the page just as a plain POST would. */
function upload(form) {
  form.addEventListener("submit", (event) => {
    const chosen = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!chosen || event.defaultPrevented) return; // or another script sends them
    event.preventDefault();
    const status = form.querySelector("[data-upload-status]");
    const bar = status.querySelector("progress");
    const words = status.querySelector("[data-upload-words]");
    const buttons = form.querySelectorAll("button");
    const body = new FormData(form, event.submitter);
    const request = new XMLHttpRequest();
    status.hidden = false;
    for (const button of buttons) button.disabled = true;
    request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
      if (!lengthComputable) return;
      bar.max = total;
      bar.value = loaded;
      words.textContent = loaded < total
        ? `${megabytes(loaded)} of ${megabytes(total)} MB sent, ${Math.floor((100 * loaded) / total)}%`
        : "Sent. Keeping the bytes and computing the hash…";
    });
    const failed = () => {
      words.textContent = "The connection was lost before the file arrived. Nothing was recorded; try again.";
      for (const button of buttons) button.disabled = false;
    };
    request.addEventListener("error", failed);
    request.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const main = page.querySelector("main");
      if (!main) return failed();
      if (request.responseURL !== location.href) history.pushState(null, "", request.responseURL);
      document.title = page.title;
      document.querySelector("main").replaceWith(main);
      wire(main);
      (main.querySelector(".error-summary") || main).focus();
      scrollTo(0, 0);
    });
    request.open("POST", form.action || location.href);
    request.send(body);
  });
  const zone = form.querySelector(".drop");
  const input = zone && zone.querySelector("input[type=file]");
  if (!input) return;
  const lit = (on) => (event) => { event.preventDefault(); zone.classList.toggle("over", on); };
  zone.addEventListener("dragover", lit(true));
  zone.addEventListener("dragleave", lit(false));
  zone.addEventListener("drop", (event) => { lit(false)(event); input.files = event.dataTransfer.files; });
}

/** data-swap="id" on a button: send the form without its files, and replace only that part of the page. */
function swap(button) {
  button.addEventListener("click", async (event) => {
    const part = document.getElementById(button.dataset.swap);
    if (!part) return;
    event.preventDefault();
    const body = new FormData(button.form, button);
    for (const input of button.form.querySelectorAll("input[type=file]")) body.delete(input.name);
    button.disabled = true;
    try {
      const answer = await fetch(button.form.action, { method: "POST", body, credentials: "same-origin" });
      if (answer.redirected || !replace(part, await answer.text())) location.reload();
    } finally {
      button.disabled = false;
    }
  });
}

const megabytes = (bytes) => (bytes / 1_000_000).toFixed(1);

function wire(root) {
  const all = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  all("[data-poll]").forEach(poll);
  all("form[data-upload]").forEach(upload);
  all("button[data-swap]").forEach(swap);
  all("select[data-submit]").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));
  all("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
}

/** "/" goes to the search box, unless the person is typing. */
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("search-box");
  if (!box || !box.checkVisibility()) return;
  event.preventDefault();
  box.focus();
  box.select();
});

/** Printing shows the reasons of every date, and puts them back as they were. */
addEventListener("beforeprint", () => {
  for (const why of document.querySelectorAll("details.why:not([open])")) {
    why.open = true;
    why.dataset.openedForPrint = "";
  }
});
addEventListener("afterprint", () => {
  for (const why of document.querySelectorAll("details[data-opened-for-print]")) {
    why.open = false;
    delete why.dataset.openedForPrint;
  }
});
addEventListener("popstate", () => location.reload());

// A second press of a button must not record the same thing twice; coming back to the page allows it again.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || event.submitter?.formTarget) return;
  if ("sent" in form.dataset) event.preventDefault();
  form.dataset.sent = "";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

wire(document);
