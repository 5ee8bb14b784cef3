// The banner keeps its hours by the reader's clock too: redrawing every page takes the shop a while.
for (const line of document.querySelectorAll("[data-hours]")) {
  const [from, until] = line.dataset.hours.split("/").map(Date.parse);
  const keep = () => (line.hidden = Date.now() < from || Date.now() >= until);
  // A preview shows another moment than now.
  if (document.querySelector(".preview-line")) break;
  keep();
  setInterval(keep, 20000);
}
