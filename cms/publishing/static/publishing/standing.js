// The line above an editor: “Đang lên trang…” becomes “Đã lên trang lúc 10:42:07 ✓” by itself.
(() => {
  const line = document.querySelector("[data-publication]");
  if (!line) return;
  const words = line.querySelector("[data-words]");
  const address = line.querySelector("[data-address]");
  const retry = line.querySelector("[data-retry]");

  const show = (told) => {
    line.dataset.state = told.state;
    // Said again only when it changed: a screen reader reads it out each time.
    if (words.textContent !== told.words) words.textContent = told.words;
    address.hidden = !told.address;
    address.href = told.address;
    retry.hidden = !told.retry;
    retry.dataset.retry = told.retry;
  };

  // A second while something is on its way; ten when it may only change because somebody else did something.
  const look = async () => {
    try {
      if (!document.hidden) {
        const answer = await fetch(line.dataset.publication, { headers: { "X-Requested-With": "XMLHttpRequest" } });
        if (answer.ok) show(await answer.json());
      }
    } catch {
      // The connection is away; the next look will tell.
    }
    setTimeout(look, line.dataset.state === "waiting" ? 1000 : 10000);
  };

  retry.addEventListener("click", async () => {
    retry.disabled = true;
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      await fetch(retry.dataset.retry, { method: "POST", headers: { "X-CSRFToken": token } });
    } finally {
      retry.disabled = false;
      line.dataset.state = "waiting";
    }
  });
  setTimeout(look, line.dataset.state === "waiting" ? 500 : 5000);
})();
