// News of the order: ask every two seconds while something is awaited, more slowly after five minutes, not at all while
// nobody looks. The page itself never decides that anything is paid; it only shows what the server says.
const order = document.getElementById("don");
const { status, state, version } = order.dataset;
const opened = Date.now();

async function ask() {
  if (!document.hidden) {
    try {
      const answer = await fetch(status, { headers: { accept: "application/json" }, cache: "no-store" });
      const news = await answer.json();
      if (answer.ok && (news.state !== state || String(news.changed) !== version)) {
        location.reload();
        return;
      }
    } catch {
      // Offline for a moment: ask again.
    }
  }
  setTimeout(ask, Date.now() - opened < 300_000 ? 2_000 : 15_000);
}
if (status) {
  document.getElementById("cho-tin").hidden = false;
  setTimeout(ask, 2_000);
}

// The payment provider gave no answer when this page was made: the next page may have one.
if (document.querySelector("[data-retry]")) setTimeout(() => location.reload(), 15_000);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const label = button.innerHTML;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Đã chép ✓";
    document.getElementById("tin").textContent = "Đã sao chép";
    setTimeout(() => (button.innerHTML = label), 2_000);
  });
}
