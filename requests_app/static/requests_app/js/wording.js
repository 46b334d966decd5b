// The editor of a wording: find a fact, insert it, and have it offered while typing. The page works without it.

const list = document.getElementById("facts-list");
const fields = [...document.querySelectorAll("[data-facts]")];
const inserts = [...list.children].map((row) => ({
  row,
  name: row.dataset.name,
  words: row.querySelector("code").textContent,
  caption: row.querySelector("dt").textContent,
}));
let last = fields.at(-1);
for (const field of fields) field.addEventListener("focus", () => { last = field; });

/** Put `words` where the cursor is, in place of the `typed` characters before it. */
function insert(field, words, typed = 0) {
  field.focus();
  field.setRangeText(words, field.selectionStart - typed, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const entry of inserts) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = "Insert";
  button.setAttribute("aria-label", `Insert ${entry.caption}`);
  button.addEventListener("click", () => insert(last, entry.words));
  entry.row.querySelector("dd").append(" ", button);
}

const search = document.querySelector("[data-facts-search]");
search.hidden = false;
search.querySelector("input").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const { row, name, caption } of inserts) row.hidden = !`${name} ${caption}`.toLowerCase().includes(wanted);
});

/** A list of facts under a field, while "{{ na" is being typed; arrows choose, Enter or Tab takes, Escape leaves. */
function offer(field) {
  const box = document.createElement("ul");
  box.id = `${field.id}-offers`;
  box.className = "offers";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Facts");
  box.hidden = true;
  field.after(box);
  field.setAttribute("aria-controls", box.id);
  field.setAttribute("aria-autocomplete", "list");
  let found = [], chosen = 0, typed = "";

  const close = () => {
    box.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    box.replaceChildren(...found.map((entry, number) => {
      const item = document.createElement("li");
      item.id = `${box.id}-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(number === chosen));
      item.textContent = `${entry.name} – ${entry.caption}`;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(entry); });
      return item;
    }));
    box.hidden = !found.length;
    if (found.length) field.setAttribute("aria-activedescendant", `${box.id}-${chosen}`);
    box.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const take = (entry) => { insert(field, entry.words, typed.length); close(); };
  const look = () => {
    const before = field.value.slice(0, field.selectionStart);
    const match = /\{\{\s*(\w*)$/.exec(before);
    if (!match) return close();
    typed = match[0];
    found = inserts.filter(({ name, words }) => words.startsWith("{{") && name.includes(match[1].toLowerCase())).slice(0, 8);
    chosen = 0;
    show();
  };
  field.addEventListener("input", look);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      show();
    } else if (event.key === "Enter" || event.key === "Tab") take(found[chosen]);
    else return;
    event.preventDefault();
  });
}
fields.forEach(offer);
