/* The editors write a tab where Tab is pressed, which holds whoever has keys alone: Escape, then Tab, goes on. */

let leaving = false;

addEventListener(
  "keydown",
  (event) => {
    if (!event.target.closest?.(".CodeMirror")) return;
    if (event.key === "Tab" && leaving) event.stopImmediatePropagation(); // the browser goes on, and the editor hears nothing
    if (event.key !== "Shift") leaving = event.key === "Escape";
  },
  true,
);
