// Buttons that copy what stands beside them; without a clipboard they stay hidden.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const words = [...button.childNodes];
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent.replace(/\s+/g, "");
      await navigator.clipboard.writeText(text);
      button.replaceChildren(button.dataset.done);
      setTimeout(() => { button.replaceChildren(...words); }, 2000);
    });
  }
}
