// One tap: an answer opens the camera where no photo is chosen yet, and sends it when it is.
// Without this script one chooses the photo first, then taps the answer.
"use strict";

(() => {
  const form = document.querySelector("form[data-photo]");
  const file = form?.querySelector("input[type=file]");
  if (!file) return;
  let tapped = null;

  form.addEventListener(
    "click",
    (event) => {
      const answer = event.target.closest("button[name=label]");
      if (!answer || file.files.length) return;
      event.preventDefault();
      tapped = answer;
      file.click();
    },
    true,
  );
  file.addEventListener("change", () => {
    if (tapped && file.files.length) form.requestSubmit(tapped);
    tapped = null;
  });
})();
