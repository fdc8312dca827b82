"use strict";
(() => {
  const items = [...document.querySelectorAll("[data-item]")];
  const inputs = [...document.querySelectorAll("input")];
  const [who, score, finish, save, clear] = ["who", "score", "finish", "save", "clear"].map((id) => document.getElementById(id));
  const key = `softmax-edu test ${location.pathname}`;
  const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`)?.value ?? "";
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** What a page remembers is lost where it may not remember: then the answers last as long as the page. */
  const storage = { read: () => { try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; } },
    write: (kept) => { try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* see above */ } } };

  const outcome = (item) => {
    const answer = chosen(item.dataset.item);
    return answer === item.dataset.right ? "right" : answer === "" || answer === "not-yet" ? "open" : "wrong";
  };
  const state = () => ({ who: who.value, isOver: finish.hidden,
    answers: Object.fromEntries(inputs.filter((input) => input.checked).map((input) => [input.name, input.value])) });

  const show = () => {
    for (const item of items) {
      item.dataset.outcome = outcome(item);
      for (const line of item.querySelectorAll(".key")) {
        line.hidden = !line.classList.contains("right") && line.dataset.option !== chosen(item.dataset.item);
      }
    }
    for (const input of inputs) input.disabled = input !== who;
    [finish.hidden, save.hidden] = [true, false];
    const right = items.filter((item) => outcome(item) === "right").length;
    score.textContent = fill(score.dataset.said, { right, count: items.length });
  };

  finish.addEventListener("click", () => {
    const left = items.filter((item) => chosen(item.dataset.item) === "");
    if (left.length > 0) {
      score.textContent = fill(score.dataset.left, { numbers: left.map((item) => items.indexOf(item) + 1).join(score.dataset.and) });
      left[0].querySelector("input").focus();
      return;
    }
    show();
    storage.write(state());
  });
  clear.addEventListener("click", () => {
    storage.write({});
    for (const input of inputs) [input.checked, input.disabled] = [false, false];
    for (const line of document.querySelectorAll(".key")) line.hidden = true;
    for (const item of items) delete item.dataset.outcome;
    [who.value, score.textContent, finish.hidden, save.hidden] = ["", "", false, true];
  });
  save.addEventListener("click", () => {
    const quoted = (text) => `"${(/^[=+@-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    const names = items.map((item) => item.dataset.item);
    const head = ["learner", ...names.flatMap((name) => [name, `${name}:sureness`])];
    const row = [who.value, ...items.flatMap((item) => [outcome(item), chosen(`${item.dataset.item}:sureness`)])];
    const link = document.createElement("a");
    const lines = [head, row].map((cells) => `${cells.map(quoted).join(",")}\r\n`); // the last one ends too: files are joined
    // Spreadsheets take it for UTF-8 by its first character.
    link.href = `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(lines.join(""))}`;
    link.download = `${[who.value, document.title].join(" ").trim().replace(/[^\p{L}\p{N}_]+/gu, "-")}.csv`;
    link.click();
  });

  const kept = storage.read();
  who.value = kept.who ?? "";
  for (const input of inputs) if (kept.answers?.[input.name] === input.value) input.checked = true;
  if (kept.isOver) show();
  document.querySelector("form").addEventListener("input", () => storage.write(state()));
})();
