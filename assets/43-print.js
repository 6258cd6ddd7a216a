/* What paper needs: the filters in words, the day, the address; tables as plain ones that break
   between rows, figures as wide as the page. */
(function () {
    'use strict';
    var WIDTH = 700; // of A4 without its margins [px]
    var MANY = 12; // columns, from which on the letters are smaller
    var figures = [];

    function made(name, className, text) {
        var element = document.createElement(name);
        element.className = className || '';
        if (text !== undefined) { element.textContent = text; }
        return element;
    }

    function day() {
        return new Date().toLocaleDateString('ru', {day: '2-digit', month: '2-digit', year: 'numeric'});
    }

    function say() {
        var place = document.getElementById('shell-printed');
        if (!place) { return; }
        var chosen = window.msokoFrame.filters().map(function (one) { return one.name + ': ' + one.value; });
        var words = [chosen.join(' · '), 'Напечатано ' + day(), window.location.href].filter(Boolean);
        place.replaceChildren.apply(place, words.map(function (text) { return made('span', '', text); }));
    }

    function apiOf(grid) {
        try { return window.dash_ag_grid.getApi(grid.id); } catch (error) { return null; }
    }

    function classesOf(cell) {
        return (cell ? cell.className.match(/\b(heat|mark)-\S+/g) || [] : []).join(' ');
    }

    /* As it stands on the screen; of a row that is not drawn there at least its words. */
    function cellOf(grid, api, node, column) {
        var at = '[row-index="' + node.rowIndex + '"] [col-id="' + CSS.escape(column.getColId()) + '"]';
        var drawn = grid.querySelector(at);
        var cell = made('td', classesOf(drawn));
        var inside = drawn && (drawn.querySelector('.ag-cell-value') || drawn);
        if (inside && inside.firstChild) {
            Array.prototype.forEach.call(inside.childNodes, function (part) { cell.appendChild(part.cloneNode(true)); });
        } else if (!drawn) {
            cell.textContent = api.getCellValue({rowNode: node, colKey: column, useFormatter: true}) || '';
        }
        return cell;
    }

    function headOf(columns) {
        var row = made('tr');
        columns.forEach(function (column) {
            var definition = column.getColDef();
            var isUpright = String(definition.headerClass || '').indexOf('upright') >= 0;
            var cell = made('th', isUpright ? 'upright' : '');
            cell.scope = 'col';
            cell.appendChild(made('span', '', definition.headerName || ''));
            row.appendChild(cell);
        });
        var head = made('thead');
        head.appendChild(row);
        return head;
    }

    function tableOf(grid, api) {
        var columns = api.getAllDisplayedColumns().filter(function (column) { return column.getColDef().field; });
        var table = made('table', 'plain on-paper' + (columns.length > MANY ? ' many' : ''));
        var body = made('tbody');
        api.forEachNodeAfterFilterAndSort(function (node) {
            var row = made('tr');
            columns.forEach(function (column) { row.appendChild(cellOf(grid, api, node, column)); });
            body.appendChild(row);
        });
        table.append(headOf(columns), body);
        return table;
    }

    function lay() {
        document.querySelectorAll('.grid').forEach(function (grid) {
            var api = grid.offsetParent && apiOf(grid);
            if (api) { grid.after(tableOf(grid, api)); }
        });
    }

    function narrow() {
        figures = Array.prototype.filter.call(document.querySelectorAll('.js-plotly-plot'), function (graph) {
            return graph.offsetWidth > WIDTH;
        });
        figures.forEach(function (graph) { window.Plotly.relayout(graph, {width: WIDTH, autosize: false}); });
    }

    function asBefore() {
        document.querySelectorAll('.on-paper').forEach(function (table) { table.remove(); });
        figures.forEach(function (graph) { window.Plotly.relayout(graph, {width: null, autosize: true}); });
        figures = [];
    }

    window.addEventListener('beforeprint', function () { asBefore(); say(); lay(); narrow(); });
    window.addEventListener('afterprint', asBefore);
})();
