// Line icons on a 20 by 20 grid, drawn here so that the page asks nothing from outside.
const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  hash: ["M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13.5M3 12.5h13.5"],
  lock: ["M5.5 9h9a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z", "M7 9V6.5a3 3 0 0 1 6 0V9"],
  home: ["M3.5 9.5 10 4l6.5 5.5", "M5.5 8.5V16h9V8.5"],
  smile: ["M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z", "M7.2 11.6c.6 1 1.6 1.6 2.8 1.6s2.2-.6 2.8-1.6", "M7.6 8.2v.1M12.4 8.2v.1"],
  thread: ["M4 4.5h12v8.5H9.5L6 16v-3H4z", "M7 8.7h6"],
  more: ["M5 9.6v.8M10 9.6v.8M15 9.6v.8"],
  send: ["M3.5 16.5 17 10 3.5 3.5 5.5 10z", "M5.5 10H11"],
  close: ["M5 5l10 10M15 5 5 15"],
  link: ["M8.5 11.5a3 3 0 0 0 4.2 0l2.4-2.4a3 3 0 0 0-4.2-4.2L10 5.8", "M11.5 8.5a3 3 0 0 0-4.2 0l-2.4 2.4a3 3 0 0 0 4.2 4.2l.9-.9"],
  reply: ["M8 5 3.5 9.5 8 14", "M3.5 9.5H12a4.5 4.5 0 0 1 4.5 4.5v1"],
  pen: ["M4 16l.8-3.4L13.2 4.2a1.5 1.5 0 0 1 2.1 0l.5.5a1.5 1.5 0 0 1 0 2.1L7.4 15.2z"],
  eye: ["M2.5 10S5.3 5 10 5s7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5z", "M10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z"],
  file: ["M6 3h5.5L15 6.5V17H6z", "M11.5 3v3.5H15"],
  plus: ["M10 4.5v11M4.5 10h11"],
  down: ["M5.5 8 10 12.5 14.5 8"],
  check: ["M4.5 10.5 8.5 14.5 15.5 6"],
  globe: ["M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z", "M3 10h14M10 3c2.4 2 3.4 4.3 3.4 7s-1 5-3.4 7c-2.4-2-3.4-4.3-3.4-7s1-5 3.4-7z"],
  reset: ["M4 10a6 6 0 1 0 1.9-4.4L4 7.5", "M4 3.5v4h4"],
  warning: ["M10 3.5 17.5 16h-15z", "M10 8.5v3.5M10 14v.1"],
  trash: ["M4.5 6h11M8 6V4h4v2M6 6l.7 10h6.6L14 6"],
};

export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** The mark of the house: two ticks, because one never suffices. */
export function mark(className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("class", `mark ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  for (const [d, part] of [["M5 17.5 10.5 23 21 9.5", "mark-first"], ["M13.5 20.5 16 23 27 9.5", "mark-second"]]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("class", part);
    svg.append(path);
  }
  return svg;
}

/** The badge beside an official account's name. */
export function badge() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "badge-mark");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "official account");
  const plate = document.createElementNS(SVG, "path");
  plate.setAttribute("d", "M10 1.5 12.3 3.3 15.2 3.2 16 6 18.4 7.7 17.4 10.4 18.4 13.1 16 14.8 15.2 17.6 12.3 17.5 10 19.3 7.7 17.5 4.8 17.6 4 14.8 1.6 13.1 2.6 10.4 1.6 7.7 4 6 4.8 3.2 7.7 3.3z");
  plate.setAttribute("class", "badge-plate");
  const tick = document.createElementNS(SVG, "path");
  tick.setAttribute("d", "M6.5 10.5 9 13 13.7 7.6");
  tick.setAttribute("class", "badge-tick");
  svg.append(plate, tick);
  return svg;
}
