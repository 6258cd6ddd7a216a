/* The way down from a picture and from any place of a row, the choice of units to compare, and the
   list of students that asks the server for its rows. */
(function () {
    'use strict';
    var OF_A_PAGE = /^\/(region|municipality|school|parallel|school_class|student|assessment)\/\d+(\?[\w=&%.+-]*)?$/;
    var MOST = 8;
    var screens = window.dash_clientside.msoko;

    /* Bars carry the address of what they show. */
    function down(picked) {
        var point = picked.points && picked.points[0];
        if (point && OF_A_PAGE.test(point.customdata)) { screens.leadTo(picked.event, point.customdata); }
    }

    function listen(event) {
        var graph = event.target.closest && event.target.closest('.js-plotly-plot');
        if (graph && graph.on && graph._ev && graph._ev.listeners('plotly_click').indexOf(down) < 0) {
            graph.on('plotly_click', down);
        }
    }
    document.addEventListener('pointerover', listen);
    document.addEventListener('pointerdown', listen);

    /* The link of a row stands in its first column, which is drawn apart from the others. */
    function linkOf(target) {
        var row = target.closest && target.closest('.grid .ag-row');
        if (!row) { return null; }
        var same = '.ag-row[row-index="' + row.getAttribute('row-index') + '"] a[href^="/"]';
        return row.closest('.ag-root').querySelector(same);
    }

    function isBusy(target) {
        return target.closest('a, button, input, label, [col-id="ag-Grid-SelectionColumn"], .ag-header');
    }

    document.addEventListener('click', function (event) {
        if (!event.target.closest || isBusy(event.target)) { return; }
        var link = linkOf(event.target);
        if (link && !String(window.getSelection())) { screens.leadTo(event, link.getAttribute('href')); }
    });

    document.addEventListener('keydown', function (event) {
        if (event.key !== 'Enter' || event.defaultPrevented || !event.target.closest) { return; }
        if (!event.target.matches('.ag-cell, .ag-row')) { return; }
        var link = linkOf(event.target);
        if (link) { screens.leadTo(event, link.getAttribute('href')); }
    });

    /* Of rows chosen with the boxes a link to their comparison in the same view. */
    screens.compareChosen = function (rows, address) {
        var ids = (rows || []).map(function (row) { return row.unit_id; }).filter(Boolean);
        var query = String(address || '').split('?')[1];
        var many = ids.length > MOST ? ', не больше ' + MOST : '';
        return [
            'Сравнить выбранные (' + ids.length + many + ')',
            '/compare?units=' + ids.slice(0, MOST).join(',') + (query ? '&' + query : ''),
            'compare-chosen' + (ids.length < 2 ? ' not-yet' : '')
        ];
    };

    /* Filters outside of the table: what it has read is forgotten, and it asks from the top. */
    screens.askAgain = function () {
        var grid = window.dash_ag_grid && window.dash_ag_grid.getApi('students-list');
        if (grid) {
            grid.ensureIndexVisible(0);
            grid.purgeInfiniteCache();
        }
        return window.dash_clientside.no_update;
    };
})();
