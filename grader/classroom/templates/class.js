"use strict";
(() => {
  const ON_SCREEN = 20, ON_PAPER = 500;
  const WHO = 16, TOTAL = 4.5, CHECK = 1.7;
  const byId = (id) => document.getElementById(id);
  const about = JSON.parse(byId("about").textContent);
  const STATES = {
    p: ["p", "✓", "passed"], f: ["f", "✗", "failed"], t: ["t", "T", "timed out"], a: ["a", "(✓)", "passed apart from one slip"],
    n: ["n", "·", "not started"], "-": ["none", "–", "not run"],
  };
  const checks = about.parts.flatMap((part) => part.checks.map((check) => ({ ...check, part })));
  const students = JSON.parse(byId("list").textContent).map(
    ([id, name, status, total, codes, seconds, feedback, ideas, reason, section, late]) => ({
      id, name, status, total, codes, seconds, feedback, ideas, reason, section, late,
      text: `${id}\n${name}`.toLowerCase() }));
  const groups = about.groups.map((members) => new Set(members));
  const form = byId("filters").elements;
  const table = byId("matrix");
  const head = document.querySelector("#matrix thead"), body = document.querySelector("#matrix tbody");
  let found = [], page = 0, size = ON_SCREEN;

  const make = (tag, text = "", className = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  // ---- columns: every check, the checks of one question, or the parts ----
  const starts = about.parts.map((_, index) =>
    about.parts.slice(0, index).reduce((sum, part) => sum + part.checks.length, 0));
  const ofPart = (codes, index) => {
    const own = codes.slice(starts[index], starts[index] + about.parts[index].checks.length);
    if (!own || /^-+$/.test(own)) return "-";
    if (/^p+$/.test(own)) return "p";
    if (/^n+$/.test(own)) return "n";
    return own.includes("t") ? "t" : "f";
  };
  const columns = () => {
    const which = form.columns.value;
    if (which === "parts") {
      return about.parts.map((part, index) => ({ first: true, code: (codes) => ofPart(codes, index) }));
    }
    return checks.flatMap((check, index) => which !== "checks" && check.part.question !== which ? [] : [{
      check, number: check.part.checks.findIndex(({ name }) => name === check.name) + 1,
      first: starts.includes(index), code: (codes) => codes[index] ?? "-",
    }]);
  };

  const th = (text, className, scope = "col") => {
    const cell = make("th", text, className);
    cell.scope = scope;
    return cell;
  };
  const header = (shown) => {
    const rows = [document.createElement("tr")];
    const who = th("student", "who"), total = th("points", "total number");
    rows[0].append(who, total);
    if (form.columns.value === "parts") {
      for (const part of about.parts) {
        const cell = th(part.name, "first tall");
        cell.title = part.title;
        rows[0].append(cell);
      }
    } else {
      rows.push(document.createElement("tr"));
      who.rowSpan = total.rowSpan = 2;
      for (const part of about.parts) {
        const span = shown.filter(({ check }) => check.part === part).length;
        if (!span) continue;
        const cell = th(part.name, "tall", "colgroup");
        cell.colSpan = span;
        cell.title = part.title;
        rows[0].append(cell);
      }
      for (const { check, number, first } of shown) {
        const cell = th("", first ? "first" : "");
        const mark = make(check.hidden ? "i" : "span", String(number));
        mark.setAttribute("aria-hidden", "true");
        cell.append(mark, make("span", check.sentence + (check.hidden ? " (hidden)" : ""), "sr"));
        cell.title = check.sentence;
        rows[1].append(cell);
      }
    }
    head.replaceChildren(...rows);
    // Columns of fixed width: a browser need not look at every cell to lay them out.
    const widths = document.createElement("colgroup");
    for (const width of [WHO, TOTAL, ...shown.map(() => CHECK)]) {
      const column = document.createElement("col");
      column.style.width = `${width}em`;
      widths.append(column);
    }
    table.querySelector("colgroup")?.remove();
    table.insertBefore(widths, head);
    table.style.width = `${WHO + TOTAL + CHECK * shown.length}em`;
  };

  const blank = (shown) => {
    const line = document.createElement("tr");
    line.append(th("", "who", "row"), make("td", "", "total number"), ...shown.map(() => make("td", " ")));
    return Object.assign(line, { shown, codes: [] });
  };
  const unchecked = (student, shown) => {
    const line = blank([]);
    const why = make("td", about.statuses[student.status] + (student.reason ? `: ${student.reason}` : ""), "why");
    why.colSpan = shown.length;
    line.append(why);
    return line;
  };
  // A row that is there is written over: a browser lays only those cells out anew that change.
  const row = (student, shown, old) => {
    const line = !student.codes ? unchecked(student, shown) : old?.shown === shown ? old : blank(shown);
    const [who, total, ...cells] = line.cells;
    const name = student.name === student.id ? student.id : `${student.name} (${student.id})`;
    if (student.feedback) {
      const link = make("a", name);
      link.href = student.feedback;
      who.replaceChildren(link);
    } else who.textContent = name;
    who.title = name + (student.late ? `, late by ${student.late} days` : "");
    total.textContent = student.total === null ? "" : String(+student.total.toFixed(2));
    line.shown.forEach(({ code, first }, place) => {
      const now = code(student.codes);
      if (line.codes[place] === now) return;
      line.codes[place] = now;
      const [className, mark, words] = STATES[now], cell = cells[place];
      cell.className = `c ${className}${first ? " first" : ""}`;
      cell.firstChild.data = mark;
      cell.setAttribute("aria-label", words);
    });
    return line;
  };
  // ---- filters ----
  const number = (field) => (field.value === "" ? null : Number(field.value));
  const ORDERS = {
    id: null,
    low: (a, b) => (a.total ?? -1) - (b.total ?? -1),
    high: (a, b) => (b.total ?? -1) - (a.total ?? -1),
    slow: (a, b) => (b.seconds ?? -1) - (a.seconds ?? -1),
  };
  const matching = () => {
    const text = form.text.value.trim().toLowerCase();
    const least = number(form.least), most = number(form.most);
    const { value: status } = form.status, { value: check } = form.check;
    const { value: idea } = form.idea, { value: group } = form.group, { value: section } = form.section;
    const wanted = students.filter((student) =>
      (!text || student.text.includes(text)) &&
      (status === "" || student.status === Number(status)) &&
      (least === null || (student.total !== null && student.total >= least)) &&
      (most === null || (student.total !== null && student.total <= most)) &&
      (check === "" || (student.codes && student.codes[check] !== "p")) &&
      (idea === "" || student.ideas.includes(Number(idea))) &&
      (section === "" || student.section === about.sections[section]) &&
      (group === "" || groups[group].has(student.id)));
    const order = ORDERS[form.order.value];
    return order ? wanted.sort(order) : wanted;
  };
  let headed = null, shown = [];
  const show = () => {
    if (headed !== form.columns.value) header(shown = columns());
    headed = form.columns.value;
    const last = Math.max(Math.ceil(found.length / size) - 1, 0);
    page = Math.min(Math.max(page, 0), last);
    const from = page * size, to = Math.min(from + size, found.length);
    found.slice(from, to).forEach((student, place) => {
      const old = body.rows[place], line = row(student, shown, old);
      if (!old) body.append(line);
      else if (old !== line) old.replaceWith(line);
    });
    while (body.rows.length > to - from) body.lastElementChild.remove();
    const more = size === ON_PAPER && last > 0 ? `, the first ${size} of them` : "";
    byId("found").textContent = `${found.length} of ${students.length} students${more}`;
    byId("where").textContent = found.length ? `${from + 1} to ${to}` : "";
    byId("back").disabled = page === 0;
    byId("on").disabled = page === last;
  };
  const filter = () => { found = matching(); page = 0; show(); };

  // ---- controls ----
  const option = (select, value, text) => {
    const choice = make("option", text);
    choice.value = value;
    select.append(choice);
  };
  about.statuses.forEach((status, index) => option(form.status, index, status));
  about.sections.forEach((section, index) => option(form.section, index, section || "none"));
  if (about.sections.length < 2) form.section.closest("label").hidden = true;
  about.ideas.forEach((idea, index) => option(form.idea, index, idea));
  about.groups.forEach((members, index) => option(form.group, index, `${index + 1}: ${members.length} students`));
  for (const question of new Set(about.parts.map((part) => part.question))) {
    option(form.columns, question, `checks of ${question}`);
  }
  about.parts.forEach((part, index) => {
    const own = document.createElement("optgroup");
    own.label = part.title;
    part.checks.forEach((check, place) => option(own, starts[index] + place, check.sentence));
    form.check.append(own);
  });
  byId("filters").addEventListener("input", filter);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(filter));
  byId("back").addEventListener("click", () => { page -= 1; show(); });
  byId("on").addEventListener("click", () => { page += 1; show(); });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-filter]");
    if (!button) return;
    byId("filters").reset();
    form[button.dataset.filter].value = button.dataset.value;
    filter();
    byId("students").scrollIntoView();
  });
  // ---- tables that a heading sorts: numbers by size, the largest first; words by the alphabet ----
  const keyOf = (line, place) => {
    const cell = line.cells[place];
    const text = cell.dataset.sort ?? cell.textContent.trim();
    const value = Number(text.replace("–", "-Infinity"));
    return Number.isNaN(value) ? text : value;
  };
  const sort = (heading, place) => {
    const rows = heading.closest("table").tBodies[0];
    const down = heading.getAttribute("aria-sort") !== "descending";
    const keyed = [...rows.rows].map((line) => [keyOf(line, place), line]);
    const words = keyed.some(([key]) => typeof key === "string");
    keyed.sort(([a], [b]) => words ? String(a).localeCompare(String(b)) : a - b);
    if (down !== words) keyed.reverse();
    rows.append(...keyed.map(([, line]) => line));
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  };
  document.querySelectorAll("table.sortable thead th:not(.unsorted)").forEach((heading) => {
    if (heading.textContent === "scores") return;
    const button = make("button", heading.textContent);
    button.type = "button";
    heading.replaceChildren(button);
    button.addEventListener("click", () => sort(heading, heading.cellIndex));
  });
  // On paper the parts fit, the checks don't; nobody can turn to the next students there.
  let before = null;
  addEventListener("beforeprint", () => {
    before = [form.columns.value, page];
    form.columns.value = "parts";
    [page, size] = [0, ON_PAPER];
    show();
  });
  addEventListener("afterprint", () => {
    [form.columns.value, page] = before;
    size = ON_SCREEN;
    show();
  });
  filter();
})();
