"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const shelf = `written marks: ${data.title}`;
const at = { question: 0, student: 0 };
const $ = (id) => document.getElementById(id);
const key = (id, name) => `${id} ${name}`;
const question = () => data.questions[at.question];
const student = () => data.students[at.student];

// Of two marks for one answer the one given later counts, as when files are merged.
const marks = new Map();
const take = (mark) => {
  const known = marks.get(key(mark.student, mark.answer));
  if (!known || mark.when >= known.when) marks.set(key(mark.student, mark.answer), mark);
};
data.marks.forEach(take);
const merged = new Map(marks);
let unkept = false;
try {
  JSON.parse(localStorage.getItem(shelf) || "[]").forEach(take);
} catch { unkept = true; }

const markOf = (who, what) => marks.get(key(who.ids[0], what.name));
// A mark without a time says that nothing was written, which may have changed since.
const isMarked = (who, what) => {
  const mark = markOf(who, what);
  return Boolean(mark) && !mark.taken_back && (mark.when !== "" || who.answers[what.name].blank);
};

function keep() {
  try {
    localStorage.setItem(shelf, JSON.stringify([...marks.values()]));
  } catch { unkept = true; }
  $("trouble").hidden = !unkept;
  $("trouble").textContent = "This browser keeps nothing for this page: save to a file before you close it.";
}

function give(ticked, comment, takenBack = false) {
  const { seen } = student().answers[question().name];
  for (const id of student().ids) {
    const mark = { student: id, answer: question().name, ticked: [...ticked].sort(), comment, when: new Date().toISOString(), seen };
    if (takenBack) mark.taken_back = true;
    take(mark);
  }
  keep();
  showMark();
}

const current = () => (isMarked(student(), question()) ? markOf(student(), question()) : { ticked: [], comment: "" });

function tick(number) {
  const { ticked, comment } = current();
  const rest = ticked.filter((each) => each !== number);
  give(rest.length < ticked.length ? rest : [...ticked, number], comment);
}

function showMark() {
  const mark = current();
  question().items.forEach((item, place) => { $(`item-${place + 1}`).checked = mark.ticked.includes(place + 1); });
  if ($("comment").value !== mark.comment) $("comment").value = mark.comment;
  const earned = mark.ticked.reduce((sum, number) => sum + question().items[number - 1].points, 0);
  const marked = isMarked(student(), question());
  $("earned").textContent = marked ? `${earned} of ${question().points}` : `– of ${question().points}`;
  const changed = marked && mark.seen && mark.seen !== student().answers[question().name].seen;
  $("given").textContent = changed ? "Handed in anew since it was marked: look again." : marked ? "Marked." : "Not marked yet.";
  const own = data.students.filter((who) => isMarked(who, question())).length;
  const all = data.questions.reduce((sum, what) => sum + data.students.filter((who) => isMarked(who, what)).length, 0);
  const unsaved = [...marks].filter(([name, mark]) => merged.get(name) !== mark).length;
  $("progress").textContent = `${own}/${data.students.length} here, ${all}/${data.students.length * data.questions.length} in all` + (unsaved ? `, ${unsaved} not saved` : "");
}

function items() {
  $("items").replaceChildren(...question().items.map((item, place) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", id: `item-${place + 1}` });
    box.addEventListener("change", () => tick(place + 1));
    const [number, text, points] = ["kbd", "span", "b"].map((tag) => document.createElement(tag));
    number.textContent = place + 1;
    text.textContent = item.text;
    points.textContent = item.points;
    label.append(box, number, text, points);
    return label;
  }));
}

const lines = (texts) => texts.map((text) => Object.assign(document.createElement("li"), { textContent: text }));

// The HTML here was made by the program that made this page, which lets no tag of a student's through.
function show() {
  const what = question();
  const answer = student().answers[what.name];
  $("question").value = at.question;
  $("student").value = at.student;
  $("place").textContent = `${what.place}, student ${at.student + 1} of ${data.students.length}`;
  $("prompt").innerHTML = what.prompt;
  $("work").innerHTML = answer.work;
  $("work").className = answer.work ? "" : "empty";
  if (!answer.work) $("work").textContent = answer.blank ? "Nothing was written here." : "No answer was found.";
  $("figures").innerHTML = answer.figures;
  $("shown").hidden = !answer.figures;
  $("remarks").replaceChildren(...lines(answer.remarks));
  $("model-text").innerHTML = what.model;
  $("turn-list").replaceChildren(...lines(what.turns));
  items();
  showMark();
  window.scrollTo(0, 0);
}

function go(by) {
  const count = data.students.length;
  const place = at.question * count + at.student + by;
  if (place < 0 || place >= count * data.questions.length) return;
  at.question = Math.floor(place / count);
  at.student = place % count;
  show();
}

function other(by) {
  const next = at.question + by;
  if (next < 0 || next >= data.questions.length) return;
  at.question = next;
  at.student = 0;
  show();
}

function done() {
  if (!isMarked(student(), question())) give([], $("comment").value);
  const count = data.students.length;
  const all = count * data.questions.length;
  const here = at.question * count + at.student;
  for (let by = 1; by < all; by += 1) {
    const place = (here + by) % all;
    if (!isMarked(data.students[place % count], data.questions[Math.floor(place / count)])) return go(place - here);
  }
}

function save() {
  const text = JSON.stringify({ marks: [...marks.values()] }, null, 1);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: "written-marks.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
  marks.forEach((mark, name) => merged.set(name, mark));
  showMark();
}

const flip = (id) => { $(id).open = !$(id).open; };
const every = () => question().items.map((item, place) => place + 1);
const keys = {
  Enter: done, n: () => go(1), p: () => go(-1), ArrowRight: () => go(1), ArrowLeft: () => go(-1),
  "]": () => other(1), "[": () => other(-1), s: save, m: () => flip("model"), w: () => flip("turns"), f: () => flip("shown"),
  c: () => $("comment").focus(), a: () => give(every(), current().comment), 0: () => give([], current().comment),
  u: () => give([], "", true),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target === $("comment");
  if (typing && (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey)))) {
    event.preventDefault();
    $("comment").blur();
    if (event.key === "Enter") done();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select")) return;
  // Enter and a space on a button or a summary are the browser's.
  if (event.key === "Enter" && event.target.matches("button, summary")) return;
  const number = Number(event.key);
  const act = number >= 1 && number <= question().items.length ? () => tick(number) : keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

$("comment").addEventListener("input", () => give(current().ticked, $("comment").value));
$("save").addEventListener("click", save);
$("done").addEventListener("click", done);
$("next").addEventListener("click", () => go(1));
$("previous").addEventListener("click", () => go(-1));
for (const [id, count, name] of [
  ["question", data.questions.length, (place) => `${data.questions[place].place} ${data.questions[place].name}`],
  ["student", data.students.length, (place) => `${place + 1}`],
]) {
  for (let place = 0; place < count; place += 1) $(id).add(new Option(name(place), place));
  $(id).addEventListener("change", () => { at[id] = Number($(id).value); show(); $(id).blur(); });
}
for (const who of data.students) {
  for (const what of data.questions) {
    const answer = who.answers[what.name];
    // Where nobody wrote there is nothing to judge; any later mark goes before this one.
    if (answer.blank && !markOf(who, what)) {
      for (const id of who.ids) take({ student: id, answer: what.name, ticked: [], comment: "", when: "", seen: answer.seen });
    }
  }
}
keep();
show();
