// The card goes from this form to the provider, past us; we get a token for it and charge that. What is answered here is
// only for the shopper's eyes: the order becomes paid by the provider's own callback, and order.js shows it.
const form = document.getElementById("tra-the");
const trouble = document.getElementById("the-loi");
const button = form.querySelector("button");
const SENTENCES = {
  card_declined: "Ngân hàng từ chối thẻ này. Hãy thử thẻ khác hoặc gọi ngân hàng của bạn.",
  expired_card: "Thẻ đã hết hạn. Hãy dùng thẻ khác.",
  incorrect_cvc: "Mã bảo mật (CVC) không đúng. Hãy xem ba số sau thẻ.",
  incorrect_number: "Số thẻ không đúng. Hãy kiểm tra lại.",
  insufficient_funds: "Thẻ không đủ tiền. Hãy dùng thẻ khác.",
  payment_intent_authentication_failure: "Ngân hàng chưa xác nhận được chủ thẻ. Hãy thử lại.",
};
const say = (error) => {
  const known = SENTENCES[error.decline_code] ?? SENTENCES[error.code] ?? error.title;
  // Stripe's own words are Vietnamese already where it checks the form, since we ask it for that language.
  trouble.textContent = known ?? (error.type === "validation_error" ? error.message : "Chưa trả được. Hãy thử lại hoặc dùng thẻ khác.");
};

// What went wrong, if anything: an error of the provider, or the refusal that our own server explained.
async function pay(stripe, card) {
  const made = await stripe.createToken(card);
  if (made.error) return made.error;
  const body = new URLSearchParams({ the: made.token.id });
  const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
  const step = await answer.json();
  if (!answer.ok) return step;
  if (!step.needs_action) return null;
  // The bank asks who is paying, in a frame of the provider.
  const { error, paymentIntent } = await stripe.confirmCardPayment(form.dataset.secret);
  if (error) return error;
  return paymentIntent.status === "requires_payment_method" ? (paymentIntent.last_payment_error ?? {}) : null;
}

form.hidden = false;
if (typeof Stripe === "undefined") {
  trouble.textContent = "Không tải được biểu mẫu thẻ. Hãy kiểm tra mạng rồi tải lại trang.";
  button.hidden = true;
} else {
  const stripe = Stripe(form.dataset.key, { locale: "vi" });
  const card = stripe.elements().create("card", { hidePostalCode: true });
  card.mount("#the");
  card.on("change", (event) => (trouble.textContent = event?.error?.message ?? ""));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    trouble.textContent = "";
    const error = await pay(stripe, card).catch((fault) => fault);
    if (error) {
      say(error);
      button.disabled = false;
    } else {
      button.textContent = "Đã gửi, đang chờ xác nhận…";
    }
  });
}
