"use strict";
// Turns each stack of panels into tabs. Without it, and on paper, all are shown.
for (const box of document.querySelectorAll(".tabbed")) {
  const panels = [...box.querySelectorAll(":scope > .panel")];
  if (panels.length < 2) continue;
  const list = document.createElement("div");
  list.className = "tablist";
  list.setAttribute("role", "tablist");
  const tabs = panels.map((panel) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.textContent = panel.dataset.tab;
    tab.id = panel.id + "-tab";
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    list.append(tab);
    return tab;
  });
  const select = (chosen) => {
    tabs.forEach((tab, place) => {
      tab.setAttribute("aria-selected", String(place === chosen));
      tab.tabIndex = place === chosen ? 0 : -1;
      panels[place].hidden = place !== chosen;
    });
  };
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", () => select(place));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (place + step + tabs.length) % tabs.length;
      select(next);
      tabs[next].focus();
    });
  });
  box.classList.add("on");
  box.prepend(list);
  select(Math.max(0, panels.findIndex((panel) => "now" in panel.dataset)));
}
