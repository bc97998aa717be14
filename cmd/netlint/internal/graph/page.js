"use strict";
// A node that is chosen, by click or by Enter, shows its ways: those that lead to it and from it.
const nodes = document.querySelectorAll(".drawing .node");
const said = document.getElementById("chosen");

function choose(node) {
  const again = node.classList.contains("at");
  for (const e of document.querySelectorAll(".drawing .at, .drawing .taken")) e.classList.remove("at", "taken");
  for (const e of nodes) e.removeAttribute("aria-pressed");
  said.textContent = "";
  if (again) return;
  node.classList.add("at");
  node.setAttribute("aria-pressed", "true");
  const ways = [];
  for (const path of document.querySelectorAll(".drawing path[data-from]")) {
    if (path.dataset.from !== node.id && path.dataset.to !== node.id) continue;
    path.classList.add("taken");
    ways.push(path.querySelector("title").textContent);
  }
  said.textContent = node.querySelector("title").textContent.replace("\n", ", ") + (ways.length ? ": " + ways.join("; ") : "");
}

for (const node of nodes) {
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "button");
  node.addEventListener("click", () => choose(node));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(node);
  });
}
document.getElementById("hint").hidden = false;
