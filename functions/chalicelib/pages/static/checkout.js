// Another province has other communes, another fee and another total: fetch this same page for it and take those parts
// over, so that the server stays the only one who reckons. Without this script the button beside the list does it.
const form = document.getElementById("dat-hang");
const province = document.getElementById("tinh");
const choose = document.getElementById("chon-tinh");
const parts = ["o-xa", "o-tong"];
let latest = 0;

choose.hidden = true;
province.addEventListener("change", async () => {
  if (!province.value) return;
  const mine = ++latest;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.action}?${new URLSearchParams({ tinh: province.value, ma_giam_gia: form.elements.ma_giam_gia.value })}`);
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== latest) return;
    for (const id of parts) document.getElementById(id).replaceWith(page.getElementById(id));
    form.elements.seen.value = page.querySelector("[name=seen]").value;
    addFinder();
  } catch {
    // No network or no answer: the plain way is still there.
    if (mine === latest) choose.hidden = false;
  } finally {
    if (mine === latest) form.removeAttribute("aria-busy");
  }
});

// A long list of communes gets a box to narrow it: “ky lua” finds “Phường Kỳ Lừa”.
const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

function addFinder() {
  const select = document.getElementById("xa");
  const options = [...select.options].slice(1);
  if (options.length < 20) return;
  const label = document.createElement("label");
  const input = document.createElement("input");
  const found = document.createElement("p");
  label.htmlFor = input.id = "tim-xa";
  input.setAttribute("aria-controls", "xa");
  label.textContent = "Gõ vài chữ để tìm nhanh (không cần dấu)";
  label.className = "hint";
  input.autocomplete = "off";
  found.className = "hint found";
  found.setAttribute("role", "status");
  input.addEventListener("input", () => {
    const words = fold(input.value).split(/\s+/);
    const hits = options.filter((option) => words.every((word) => fold(option.text).includes(word)));
    const chosen = hits.length === 1 ? hits[0].value : select.value;
    select.replaceChildren(select.options[0], ...hits);
    select.value = chosen;
    if (!select.value) select.selectedIndex = 0;
    found.textContent = hits.length === 1 ? `Đã chọn ${hits[0].text}` : `${hits.length} xã, phường khớp`;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  select.before(label, input);
  select.after(found);
}
addFinder();

// One order per press. The server would find the second by its key anyway; this spares the shopper the doubt.
form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "buoc") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  document.getElementById("nut-dat")?.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => {
  delete form.dataset.sent;
  document.getElementById("nut-dat")?.removeAttribute("aria-disabled");
});
