// Sends a file in pieces before its form goes: by tus 1.0, so that a break costs one piece.
// Without this script the form sends the file itself.
"use strict";

(() => {
  const form = document.querySelector("form[data-transfers]");
  const field = form?.querySelector("input[type=file]");
  const token = form?.querySelector("input[name=transfer]");
  if (!field || !token || !window.fetch) return;

  const PIECE = 8 * 1024 * 1024;
  const MOST_WAIT = 30000;
  const SPEAKS = { "Tus-Resumable": "1.0.0" };
  const sending = form.querySelector("[data-sending]");
  const words = sending.querySelector("[data-sending-words]");
  const share = sending.querySelector("[data-sending-share]");
  const bar = sending.querySelector("progress");
  let busy = false;

  const csrf = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const ask = (method, url, headers, body) =>
    fetch(url, { method, body, headers: { ...SPEAKS, "X-CSRFToken": csrf(), ...headers } });
  const keyOf = (file) => `areba:transfer:${file.name}:${file.size}:${file.lastModified}`;
  const stored = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null;
    }
  };
  const wait = (milliseconds) =>
    new Promise((done) => {
      window.setTimeout(done, milliseconds);
      window.addEventListener("online", done, { once: true });
    });

  const show = (kind, done, whole) => {
    sending.hidden = false;
    words.textContent = words.dataset[kind];
    bar.value = whole ? done / whole : 0;
    share.textContent = `${Math.floor((100 * done) / Math.max(whole, 1))}%`;
  };

  const inBase64 = (text) =>
    btoa(Array.from(new TextEncoder().encode(text), (one) => String.fromCharCode(one)).join(""));

  class Refused extends Error {}

  const begin = async (file) => {
    const answer = await ask("POST", form.dataset.transfers, {
      "Upload-Length": String(file.size),
      "Upload-Metadata": `filename ${inBase64(file.name)}`,
    });
    if (answer.status !== 201) throw new Refused(String(answer.status));
    // Its own path: whatever the server takes itself to be called.
    const url = new URL(answer.headers.get("Location")).pathname;
    stored((storage) => storage.setItem(keyOf(file), url));
    return url;
  };

  const offsetOf = async (url) => {
    const answer = await ask("HEAD", url);
    return answer.ok ? Number(answer.headers.get("Upload-Offset")) : null;
  };

  const resume = async (file) => {
    const known = stored((storage) => storage.getItem(keyOf(file)));
    const offset = known ? await offsetOf(known) : null;
    return offset === null ? { url: await begin(file), offset: 0 } : { url: known, offset };
  };

  const sendPiece = async (file, { url, offset }) => {
    const answer = await ask(
      "PATCH",
      url,
      { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) },
      file.slice(offset, offset + PIECE),
    );
    if (answer.status === 204) return Number(answer.headers.get("Upload-Offset"));
    if (answer.status === 409 || answer.status === 423 || answer.status >= 500) return null;
    throw new Refused(String(answer.status));
  };

  const send = async (file) => {
    let pause = 1000;
    let way = null;
    for (;;) {
      try {
        way ??= await resume(file);
        show("sending", way.offset, file.size);
        if (way.offset >= file.size) return way.url;
        const offset = await sendPiece(file, way);
        if (offset === null) throw new TypeError("not now");
        way.offset = offset;
        pause = 1000;
      } catch (error) {
        if (error instanceof Refused) throw error;
        // The network is gone, or somebody else writes: ask again how far it is.
        show("waiting", way?.offset ?? 0, file.size);
        way = null;
        await wait(pause);
        pause = Math.min(2 * pause, MOST_WAIT);
      }
    }
  };

  const go = async (file) => {
    busy = true;
    try {
      const url = await send(file);
      token.value = url.split("/").filter(Boolean).pop();
      stored((storage) => storage.removeItem(keyOf(file)));
      field.disabled = true;
    } catch {
      words.textContent = words.dataset.refused;
    }
    form.submit();
  };

  form.addEventListener("submit", (event) => {
    const file = field.files[0];
    if (!file || !file.size) return;
    event.preventDefault();
    if (!busy) go(file);
  });
  // Another file takes the place of what has arrived.
  field.addEventListener("change", () => {
    token.value = "";
    form.querySelector("[data-arrived]")?.remove();
  });

  const place = field.closest(".field") ?? field.parentElement;
  place.classList.add("drop");
  const over = (event) => {
    event.preventDefault();
    place.toggleAttribute("data-over", event.type === "dragover");
  };
  place.addEventListener("dragover", over);
  place.addEventListener("dragleave", over);
  place.addEventListener("drop", (event) => {
    over(event);
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  window.addEventListener("pageshow", () => {
    busy = false;
    field.disabled = false;
    sending.hidden = true;
  });
})();
