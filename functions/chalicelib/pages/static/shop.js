// Quantity: two buttons that a thumb can hit. Without this script the number field alone does.
for (const input of document.querySelectorAll("[data-stepper]")) {
  let sending;
  const button = (text, label, by) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", `${label}: ${input.labels[0].textContent}`);
    made.addEventListener("click", () => {
      const before = input.value;
      if (by > 0) input.stepUp();
      else input.stepDown();
      if (input.value === before || !input.form.classList.contains("quantity")) return;
      // In the cart the new number is sent when the tapping stops, once.
      clearTimeout(sending);
      sending = setTimeout(() => input.form.requestSubmit(), 700);
    });
    return made;
  };
  input.before(button("−", "Bớt", -1));
  input.after(button("+", "Thêm", 1));
}
