"use strict";
// The reader walks a path hop by hop: the hop is marked and unfolded, and the drawing, which moves to where it
// is looked at, shows where the hop happens and the way that was taken to it.
const drawing = document.getElementById("drawing");

function mark(hop, before) {
  if (!drawing) return;
  for (const e of drawing.querySelectorAll(".at, .blocked, .taken")) e.classList.remove("at", "blocked", "taken");
  const here = hop.dataset.at.split(" ").filter(Boolean);
  const there = before ? before.dataset.at.split(" ").filter(Boolean) : [];
  for (const id of here) document.getElementById(id).classList.add(hop.classList.contains("blocked") ? "blocked" : "at");
  for (const path of drawing.querySelectorAll("path[data-from]")) {
    const {from, to} = path.dataset;
    if (there.includes(from) && here.includes(to) || here.includes(from) && there.includes(to)) path.classList.add("taken");
  }
  if (here.length) document.getElementById(here[0]).scrollIntoView({block: "nearest", inline: "center"});
}

for (const walk of document.querySelectorAll(".walk")) {
  const hops = [...walk.querySelectorAll("li[data-at]")];
  const steps = walk.querySelector(".steps");
  const back = walk.querySelector(".back");
  const on = walk.querySelector(".on");
  const said = walk.querySelector("output");
  let at = -1;

  const go = (n) => {
    if (n < 0 || n >= hops.length) return;
    at = n;
    if (drawing && drawing.parentElement !== steps.parentElement) steps.after(drawing);
    hops.forEach((hop, i) => {
      hop.querySelector("details").open = i === at;
      if (i === at) hop.setAttribute("aria-current", "step");
      else hop.removeAttribute("aria-current");
    });
    on.textContent = "Next hop";
    // A button that is disabled would lose the focus, and the keyboard its place.
    back.setAttribute("aria-disabled", at === 0);
    on.setAttribute("aria-disabled", at === hops.length - 1);
    said.textContent = `${at + 1} of ${hops.length}: ${hops[at].querySelector("summary").textContent}${hops[at].classList.contains("blocked") ? ", blocked" : ""}`;
    mark(hops[at], hops[at - 1]);
  };

  steps.hidden = false;
  back.addEventListener("click", () => go(at - 1));
  on.addEventListener("click", () => go(at + 1));
  steps.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") go(at + 1);
    else if (event.key === "ArrowLeft") go(at - 1);
  });
  hops.forEach((hop, i) => hop.querySelector("summary").addEventListener("click", (event) => {
    if (i === at) return; // it folds and unfolds
    event.preventDefault();
    go(i);
  }));
}
