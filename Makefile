# `make` lists what can be done; README.md says what for.
PYTHON   ?= python3
VENV     := .venv
PY       := $(VENV)/bin/python
PIP      := $(PY) -m pip install --disable-pip-version-check --no-input
CHROMIUM := /usr/bin/chromium
APT      := apt-get install -y --no-install-recommends
# What a PDF is set with, and what the tests open files with
PANGO    := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
OFFICE   := libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui
# apt-get that may be used: we are root and it is there
CAN_APT  := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null

export MSOKO_HOME ?= var
export MSOKO_HOST ?= 127.0.0.1
export MSOKO_PORT ?= 8050
DEMO     := $(MSOKO_HOME)/demo

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run demo test check docs screens speed bench load-test clean python port demo-data chromium pango office poppler

help: ## этот список
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/ready pango ## подготовить окружение Python и библиотеки

run: python port setup chromium demo-data ## подготовить всё, загрузить демонстрационные данные, открыть экраны
	@echo "→ Экраны: http://$(MSOKO_HOST):$(MSOKO_PORT) (остановить: Ctrl+C)"
	@exec $(PY) -m gunicorn app:server

demo: setup ## записать файлы демонстрационной территории в var/demo
	@$(PY) -m etl demo --out $(DEMO)

test: check chromium pango office ## проверить стиль и прогнать все тесты (DATABASE=postgresql: все на PostgreSQL)
	@echo "→ Тесты, в двух процессах"
	@TEST_DATABASE=$(or $(DATABASE),sqlite) $(PY) -m pytest -rsR -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/ready-dev ## стиль, формат и границы между частями (быстро)
	@echo "→ Стиль" && $(PY) -m ruff check
	@echo "→ Формат" && $(PY) -m ruff format --check
	@echo "→ Границы между частями" && $(VENV)/bin/lint-imports --no-logo

docs: setup ## заново написать docs/indicators.md и docs/formats.md
	@$(PY) -m etl.indicators > docs/new.md && mv docs/new.md docs/indicators.md
	@$(PY) -m etl.readers > docs/new.md && mv docs/new.md docs/formats.md

screens: setup $(VENV)/ready-dev chromium office poppler demo-data ## снять все страницы всех ролей и страницы файлов в var/screens
	@rm -rf $(MSOKO_HOME)/screens
	@cd tests && PYTHONPATH=.. $(abspath $(PY)) screenshots.py $(abspath $(MSOKO_HOME)) $(abspath $(MSOKO_HOME))/screens

speed: setup $(VENV)/ready-dev chromium demo-data ## измерить экраны: ответ сервера, страница в браузере, байты
	@cd tests && PYTHONPATH=.. $(abspath $(PY)) speed.py $(abspath $(MSOKO_HOME)) $(DATABASE)

bench: setup ## измерить скорость загрузки, расчёта и экранов
	@$(PY) -m etl bench

load-test: setup $(VENV)/ready-dev demo-data ## нагрузка: люди всех ролей за экранами, потом всё больше людей
	@cd tests && PYTHONPATH=.. $(abspath $(PY)) crowd.py $(abspath $(MSOKO_HOME)) --users $(or $(USERS),50) --minutes $(or $(MINUTES),10)

clean: ## удалить var (база, озеро, демонстрация) и кэши
	@echo "→ Удаляю var и кэши Python, pytest, ruff, hypothesis, import-linter"
	@rm -rf var .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	@[ "$(MSOKO_HOME)" = var ] || echo "Папка данных $(MSOKO_HOME) не тронута."

# What the targets above stand on.

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Нужен Python 3.11 или новее, а «$(PYTHON)» его не даёт." >&2; \
	  echo "Поставьте: sudo apt-get install python3 python3-venv," >&2; \
	  echo "или укажите свой: make $(or $(MAKECMDGOALS),run) PYTHON=/путь/к/python3.11" >&2; \
	  exit 1; }

port:
	@$(PYTHON) -c 'import socket, sys; s = socket.socket(); \
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	s.bind((sys.argv[1], int(sys.argv[2])))' "$(MSOKO_HOST)" "$(MSOKO_PORT)" 2>/dev/null || { \
	  echo "Адрес $(MSOKO_HOST):$(MSOKO_PORT) занят другой программой или записан неверно." >&2; \
	  echo "Остановите её или возьмите другой порт: make run MSOKO_PORT=8051" >&2; \
	  exit 1; }

$(VENV)/ready: requirements.txt constraints.txt | python
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(CAN_APT) && { \
	    echo "→ Ставлю python3-venv"; apt-get update && $(APT) python3-venv; }; } || { \
	    echo "В Python нет модуля venv. Поставьте его: sudo apt-get install python3-venv" >&2; \
	    exit 1; }; \
	  echo "→ Создаю окружение $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@echo "→ Ставлю библиотеки из requirements.txt (один раз, около минуты)"
	@$(PIP) -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt requirements-cluster.txt $(VENV)/ready
	@echo "→ Ставлю то, что нужно тестам, из requirements-dev.txt"
	@$(PIP) -r requirements-dev.txt -c constraints.txt
	@touch $@

# A first run that was stopped goes on: a file that is loaded already is not loaded again.
demo-data: setup
	@if [ ! -e $(DEMO)/begun ] && [ "$$($(PY) -m etl loads --format csv | wc -l)" -gt 1 ]; then \
	  echo "→ Данные уже загружены, папка $(MSOKO_HOME)"; \
	else \
	  mkdir -p $(DEMO) && touch $(DEMO)/begun; \
	  echo "→ Пишу файлы демонстрационной территории (около 10 секунд)"; \
	  $(PY) -m etl demo --out $(DEMO) >/dev/null || exit 1; \
	  echo "→ Загружаю их, как загружают настоящие, и делаю прогнозы (около двух минут); в части строк нарочно есть ошибки"; \
	  $(PY) -m etl load $(DEMO)/source >$(DEMO)/load.txt; [ $$? -le 1 ] || exit 1; \
	  rm $(DEMO)/begun; \
	  echo "→ Загружено; отчёт по файлам: $(DEMO)/load.txt"; \
	fi

# Nothing below may stop `make run`: what is missing is said, and the rest works without it.
chromium:
	@if [ -x $(CHROMIUM) ]; then :; elif $(CAN_APT) && { \
	  echo "→ Ставлю Chromium для рисунков в PDF и тестов экранов"; \
	  apt-get update && $(APT) chromium fonts-dejavu-core; }; then :; else \
	  echo "Нет $(CHROMIUM): в PDF не будет рисунков, тесты экранов будут пропущены." >&2; \
	  echo "Поставьте: sudo apt-get install chromium fonts-dejavu-core" >&2; \
	fi

pango: $(VENV)/ready
	@if $(PY) -c 'import sys; from ctypes.util import find_library as found; \
	sys.exit(not all(map(found, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))))'; then :; \
	elif $(CAN_APT) && { echo "→ Ставлю библиотеки для PDF"; apt-get update && $(APT) $(PANGO); }; \
	then :; else \
	  echo "Нет библиотек Pango: файлы PDF не сделать, остальное работает." >&2; \
	  echo "Поставьте: sudo apt-get install $(PANGO)" >&2; \
	fi

office:
	@if command -v soffice >/dev/null; then :; elif $(CAN_APT) && { \
	  echo "→ Ставлю LibreOffice: тесты открывают им файлы"; apt-get update && $(APT) $(OFFICE); }; \
	then :; else \
	  echo "Нет LibreOffice: тесты файлов, которые открывают его, будут пропущены." >&2; \
	  echo "Поставьте: sudo apt-get install $(OFFICE)" >&2; \
	fi

poppler:
	@if command -v pdftoppm >/dev/null; then :; elif $(CAN_APT) && { \
	  echo "→ Ставлю poppler-utils: им снимают страницы файлов"; \
	  apt-get update && $(APT) poppler-utils; }; then :; else \
	  echo "Нет pdftoppm. Поставьте: sudo apt-get install poppler-utils" >&2; exit 1; \
	fi
