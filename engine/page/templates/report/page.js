/* Extras only: every table is complete without them. */
(() => {
  const exact = cell => { const d = cell.querySelector('data'); return d && d.value !== '' ? d.value : cell.textContent.trim(); };
  const compare = (a, b) => {
    const x = Number(a), y = Number(b), n = a !== '' && !isNaN(x), m = b !== '' && !isNaN(y);
    return n && m ? x - y : n ? -1 : m ? 1 : a.localeCompare(b, document.documentElement.lang);
  };
  const add = (parent, tag, props) => parent.appendChild(Object.assign(document.createElement(tag), props));

  function sortable(table, head) {
    const at = [...head.parentNode.children].indexOf(head), button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      head.parentNode.querySelectorAll('[aria-sort]').forEach(h => h.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      for (const body of table.tBodies) {
        const rows = [...body.rows], fixed = r => r.matches('.grupo') ? -1 : r.matches('.total') ? 1 : 0;
        rows.sort((r, s) => fixed(r) - fixed(s) || (down ? -1 : 1) * compare(exact(r.cells[at]), exact(s.cells[at])));
        body.append(...rows);
      }
    });
  }
  function filter(table, bar) {
    const label = add(bar, 'label', { textContent: 'Filtrar filas: ' }), box = add(label, 'input', { type: 'search' });
    const told = add(bar, 'span', { role: 'status' }), plain = t => t.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    box.addEventListener('input', () => {
      let shown = 0, all = 0;
      for (const row of table.querySelectorAll('tbody tr:not(.grupo)')) {
        all += 1;
        row.hidden = !plain(row.textContent).includes(plain(box.value));
        shown += !row.hidden;
      }
      told.textContent = box.value ? `${shown} de ${all} filas` : '';
    });
  }
  function csv(table) {
    const quote = text => {
      const safe = /^[=+\-@\t\r]/.test(text) && isNaN(Number(text)) ? "'" + text : text;
      return '"' + safe.replace(/\s+/g, ' ').trim().replace(/"/g, '""') + '"';
    };
    const rows = [...table.tHead.rows].slice(-1).concat(...[...table.tBodies].map(b => [...b.rows].filter(r => !r.matches('.grupo'))));
    return '\ufeff' + rows.map(r => [...r.cells].map(c => quote(exact(c))).join(',')).join('\r\n') + '\r\n';
  }
  for (const box of document.querySelectorAll('.cuadro')) {
    const table = box.querySelector('table');
    if (!table) continue;
    if ('largo' in box.dataset) {
      const bar = document.createElement('div');
      bar.className = 'mando';
      box.prepend(bar);
      filter(table, bar);
    }
    const button = add(box.querySelector('.acciones'), 'button', { type: 'button', className: 'bajar', textContent: 'Descargar CSV' });
    button.setAttribute('aria-label', 'Descargar CSV: ' + table.caption.firstChild.textContent.trim());
    button.addEventListener('click', () => {
      const link = Object.assign(document.createElement('a'), { download: table.id + '.csv' });
      link.href = URL.createObjectURL(new Blob([csv(table)], { type: 'text/csv' }));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1e3);
    });
    if (table.querySelectorAll('tbody tr').length > 3)
      [...table.tHead.rows].slice(-1)[0].querySelectorAll('th').forEach(head => sortable(table, head));
  }
  const links = new Map([...document.querySelectorAll('.indice a')].map(a => [a.hash.slice(1), a]));
  const seen = new IntersectionObserver(found => found.forEach(entry => {
    if (!entry.isIntersecting) return;
    links.forEach(a => a.classList.remove('aqui'));
    links.get(entry.target.id).classList.add('aqui');
  }), { rootMargin: '0px 0px -70% 0px' });
  links.forEach((_, id) => { const heading = document.getElementById(id); if (heading) seen.observe(heading); });
})();
