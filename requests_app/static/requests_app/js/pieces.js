// A large file goes piece by piece, each with its own hash; after a cut it goes on where it stopped.
// Without this script, or where the browser computes no hashes (plain http), the form sends the file in one go.

const PIECE = 4 * 1024 * 1024;
const LONGEST_WAIT = 20; // seconds between two tries

const part = document.querySelector("[data-pieces]");
const form = part?.closest("form");
const pause = (seconds) => new Promise((done) => {
  const timer = setTimeout(done, seconds * 1000);
  addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
});

async function hash(...blobs) {
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(blobs).arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Refused extends Error {}

async function ask(address, options) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, Accept: "application/json", ...options.headers };
  const answer = await fetch(address, { ...options, headers, credentials: "same-origin", redirect: "manual" });
  if (answer.type === "opaqueredirect") throw new Error("You were signed out: sign in again in another window.");
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error("The server did not answer.");
  const said = await answer.json();
  if (answer.status === 422) throw new Refused(said.refusal);
  return said;
}

async function begin(file) {
  const ends = [file.slice(0, 1 << 20), file.slice(Math.max(0, file.size - (1 << 20)))];
  const fingerprint = await hash(`${file.name}\n${file.size}\n${file.lastModified}\n`, ...ends);
  const body = new URLSearchParams({ name: file.name, size: file.size, fingerprint });
  return ask(part.dataset.pieces, { method: "POST", body });
}

async function send(file, show, signal) {
  let stand = null;
  let tries = 0;
  const begun = performance.now();
  let first = 0;
  while (!stand || stand.received < stand.size) {
    try {
      if (!stand) {
        stand = await begin(file);
        first = stand.received;
      } else {
        const piece = file.slice(stand.received, stand.received + PIECE);
        const headers = { "Upload-Offset": stand.received, "Piece-SHA256": await hash(piece) };
        const address = part.dataset.pieces.replace(/new\/$/, `${stand.key}/`);
        const after = await ask(address, { method: "PATCH", body: piece, headers, signal });
        if (after.refusal && after.received <= stand.received) throw new Error(after.refusal);
        stand = after;
      }
      tries = 0;
      show(stand, (stand.received - first) / ((performance.now() - begun) / 1000));
    } catch (error) {
      if (signal.aborted || error instanceof Refused) throw error;
      if (error.name === "NotReadableError") throw new Refused("The file was changed or moved. Choose it again.");
      const wait = Math.min(2 ** tries++, LONGEST_WAIT);
      const reason = error.name === "TypeError" ? "The connection was lost." : error.message;
      show(stand, 0, `${reason} Nothing is lost; trying again in ${wait} s.`);
      await pause(wait);
      if (signal.aborted) throw error;
    }
  }
  return stand.key;
}

if (form && globalThis.crypto?.subtle) {
  const input = form.querySelector("input[type=file]");
  const bar = part.querySelector("progress");
  const words = part.querySelector("[data-pieces-words]");
  const buttons = form.querySelectorAll("button[type=submit]");
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const show = (stand, speed, trouble) => {
    if (stand) bar.value = (100 * stand.received) / stand.size;
    const done = stand ? `${megabytes(stand.received)} of ${megabytes(stand.size)} MB are safe on the server` : "Beginning";
    words.textContent = trouble || `${done}${speed ? `, ${megabytes(speed)} MB a second` : ""}.`;
  };
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file || !file.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const stopping = new AbortController();
    part.querySelector("[data-pieces-stop]").onclick = () => stopping.abort();
    part.hidden = false;
    for (const button of buttons) button.disabled = true;
    try {
      const key = await send(file, show, stopping.signal);
      words.textContent = "All of it is here. Keeping the bytes and computing the hash…";
      form.querySelector("[name=upload]").value = key;
      input.disabled = true; // it is there already
      form.submit();
    } catch (error) {
      words.textContent = error instanceof Refused
        ? error.message
        : "Stopped. What arrived is kept for three days; choose the same file to go on.";
      for (const button of buttons) button.disabled = false;
    }
  }, { capture: true });
}
