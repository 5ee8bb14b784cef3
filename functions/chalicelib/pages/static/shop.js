// Quantity: two buttons that a thumb can hit. Without this script the number field alone does.
for (const input of document.querySelectorAll("[data-stepper]")) {
  let sending;
  // In the cart: sent by itself after the tapping, by the button after typing.
  const update = input.form.querySelector("[data-update]");
  if (update) {
    update.hidden = true;
    input.addEventListener("input", () => (update.hidden = false));
  }
  const button = (text, label, by) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", `${label}: ${input.labels[0].textContent}`);
    made.addEventListener("click", () => {
      const before = input.value;
      if (by > 0) input.stepUp();
      else input.stepDown();
      if (!update || input.value === before) return;
      clearTimeout(sending);
      sending = setTimeout(() => input.form.requestSubmit(), 700);
    });
    return made;
  };
  input.before(button("−", "Bớt", -1));
  input.after(button("+", "Thêm", 1));
}
