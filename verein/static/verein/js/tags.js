/* Suggestions for comma separated keywords: completes the last one. Without it the field is plain text. */
for (const input of document.querySelectorAll('input[list^="known-"]')) {
  const options = [...input.list.options];
  const names = options.map((option) => option.value);
  input.addEventListener("input", () => {
    const typed = input.value.slice(0, input.value.lastIndexOf(",") + 1);
    const lead = typed && `${typed} `;
    options.forEach((option, index) => { option.value = lead + names[index]; });
  });
}
