// Tables of the office on a phone: each cell knows what its column is called, so that CSS can set a row as a card.
const role = (element, name) => element.setAttribute("role", name);
for (const table of document.querySelectorAll(".listing-scroll > table")) {
  const heads = [...table.querySelectorAll("thead th")];
  if (!heads.length) continue;
  table.classList.add("listing--cards");
  role(table, "table"); // set as blocks, browsers forget that it is one
  heads.forEach((head) => role(head, "columnheader"));
  for (const part of table.querySelectorAll("thead, tbody, tfoot")) role(part, "rowgroup");
  for (const row of table.rows) {
    role(row, "row");
    for (const cell of row.querySelectorAll("td, tbody th, tfoot th")) {
      role(cell, cell.tagName === "TH" ? "rowheader" : "cell");
      const box = document.createElement("div");
      box.append(...cell.childNodes);
      cell.classList.toggle("listing__empty", !box.textContent.trim() && !box.querySelector("input, button, img, svg"));
      cell.append(box);
      const label = heads[cell.cellIndex]?.textContent.trim() ?? "";
      if (cell.colSpan === 1) cell.dataset.label = label.charAt(0).toUpperCase() + label.slice(1);
    }
  }
}
