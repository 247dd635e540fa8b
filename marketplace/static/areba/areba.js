// Small comforts. Every page works without them.
"use strict";

(() => {
  const PREFIX = "areba:draft:";
  const KEPT_FOR = 14 * 24 * 60 * 60 * 1000;
  const RETRY_AFTER = 8000;
  // Of what a person typed only what they could type again is kept: no keys, no files.
  const NOT_KEPT = "[type=hidden], [type=password], [type=file], [data-no-draft]";

  const stored = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null; // a browser that keeps nothing, or is full
    }
  };

  const fieldsOf = (form) =>
    [...form.elements].filter((field) => field.name && !field.matches(`button, ${NOT_KEPT}`));
  const isTick = (field) => field.type === "radio" || field.type === "checkbox";
  const keyOf = (form) => PREFIX + form.dataset.draft;

  // Drafts: <form data-draft="need"> keeps what is being written until it has arrived.

  const write = (form, sent) => {
    const values = fieldsOf(form).map((field) =>
      isTick(field) ? [field.name, field.value, field.checked] : [field.name, field.value],
    );
    const draft = JSON.stringify({ at: Date.now(), values, sent });
    stored((storage) => storage.setItem(keyOf(form), draft));
  };

  const read = (key) => {
    const draft = stored((storage) => JSON.parse(storage.getItem(key)));
    return draft && Date.now() - draft.at < KEPT_FOR ? draft : null;
  };

  const forget = (key) => stored((storage) => storage.removeItem(key));

  const keys = () =>
    stored((storage) => Object.keys(storage).filter((key) => key.startsWith(PREFIX))) ?? [];

  // It has arrived when its sending led to another page. Where the network failed one
  // comes back to the form itself, or from nowhere: then it is kept.
  const settle = (key) => {
    const came = document.referrer && new URL(document.referrer).pathname;
    if (read(key)?.sent === came) forget(key);
  };

  // The draft is the newest that the person wrote: it goes over whatever stands there.
  const fill = (form, [name, value, checked]) => {
    const same = fieldsOf(form).filter((field) => field.name === name);
    const field = same.find((one) => !isTick(one) || one.value === value);
    if (!field) return false;
    const [property, wanted] = isTick(field) ? ["checked", checked] : ["value", value];
    if (field[property] === wanted) return false;
    field[property] = wanted;
    return true;
  };

  const restore = (form) => {
    const filled = read(keyOf(form))?.values.map((kept) => fill(form, kept)) ?? [];
    const note = document.querySelector("[data-draft-note]");
    if (filled.includes(true) && note) form.prepend(note.content.cloneNode(true));
  };

  const drop = (note) => {
    const form = note.closest("form");
    forget(keyOf(form));
    note.remove();
    form.reset();
  };

  // Double taps: the first goes, the rest wait for its answer.

  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
  };

  const onSubmit = (event) => {
    const form = event.target;
    if (form.method === "get" && !form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    if (form.dataset.draft) write(form, location.pathname);
    if ("forgetDrafts" in form.dataset) keys().forEach(forget);
    window.setTimeout(release, RETRY_AFTER, form);
  };

  // A form's own answer: what a part of it asks while one writes says nothing of its arrival.
  const onAnswer = ({ target: form, detail }) => {
    if (!form.matches("form")) return;
    release(form);
    if (detail.successful && form.dataset.draft) forget(keyOf(form));
  };

  const onClick = ({ target }) => {
    if (target.closest("[data-draft-drop]")) drop(target.closest(".draft-note"));
    if (target.closest("[data-print]")) window.print();
  };

  const onKey = ({ key }) => {
    const menu = key === "Escape" && document.querySelector(".menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  };

  const showNetwork = () => {
    const notice = document.querySelector("[data-offline]");
    if (notice) notice.hidden = navigator.onLine;
  };

  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("input", ({ target }) => {
    if (target.form?.dataset.draft) write(target.form);
  });
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:afterRequest", onAnswer);
  window.addEventListener("online", showNetwork);
  window.addEventListener("offline", showNetwork);
  // A page that comes back with the Back button may be sent again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));

  // This file is deferred: the page is whole by now.
  const drafted = [...document.querySelectorAll("form[data-draft]")];
  // A page that refuses says so: nothing has arrived there.
  const arrived = document.querySelector("[data-draft-kept]") ? [] : keys();
  arrived
    .filter((key) => !drafted.some((form) => keyOf(form) === key))
    .forEach(settle);
  drafted.forEach(restore);
  document.querySelectorAll("[data-print]").forEach((one) => (one.hidden = false));
  showNetwork();
})();
