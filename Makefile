# Each target makes the environment that it needs from Python 3.11 or later and make alone.
# PYTHON=... names the interpreter to try first.

.PHONY: help lab test test-deep bench docs lock clean

help:
	@echo "make lab        write the report of the laboratory to lab/"
	@echo "make test       style, types, import contracts, tests and examples"
	@echo "make test-deep  the long searches, and the comparison with peer packages"
	@echo "make bench      speed and share certified, beside the peer packages"
	@echo "make docs       build the documentation in docs/_build/html"
	@echo "make lock       choose the versions in constraints.txt anew (Python 3.11)"
	@echo "make clean      delete everything that these targets make"

SHELL := /bin/sh
unexport PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_USER := 0

# --- Environments -------------------------------------------------------------------------------
# One per purpose: the peer packages, one of them under the GPL, stay out of `.venv`.

.venv/installed:       EXTRAS := test
.venv-peers/installed: EXTRAS := test,peers
.venv-docs/installed:  EXTRAS := docs

.venv-peers/installed: ON_FAILURE := ; pygambit is compiled: it needs a C++ compiler and the headers of Python (Debian: g++, python3-dev)

# The file `installing` is what an interrupted installation leaves; it is renamed at the end.
# It keeps the time of the start, so that a pyproject.toml edited meanwhile is not missed.
.venv/installed .venv-peers/installed .venv-docs/installed: pyproject.toml constraints.txt
	@venv=$(@D); first="$(PYTHON)"; \
	if [ -e $$venv/installing ] || ! $$venv/bin/python -m pip --version > /dev/null 2>&1; then \
	  $(make_venv) fi; \
	rm -f $@; : > $$venv/installing; \
	echo "installing gametheory-deterrence[$(EXTRAS)] in $$venv: this may take some minutes"; \
	$$venv/bin/python -m pip install --quiet -c constraints.txt hatchling editables && \
	$$venv/bin/python -m pip install --quiet -c constraints.txt --no-build-isolation -e ".[$(EXTRAS)]" || \
	  { echo "make: could not install the packages in $$venv$(ON_FAILURE)" >&2; exit 1; }; \
	mv $$venv/installing $@

# Finds an interpreter by making a virtual environment with it: shims and distributions that lack
# parts of the standard library are only found out by trying.
define make_venv
made=; tried=; \
for python in "$$first" python3.13 python3.12 python3.11 python3 python; do \
  command -v "$$python" > /dev/null 2>&1 || continue; \
  if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; then \
    reason="does not run, or is older than 3.11"; \
  elif ! "$$python" -c 'import ensurepip, venv' > /dev/null 2>&1; then \
    reason="lacks the modules venv and ensurepip (Debian: python3-venv)"; \
  elif "$$python" -m venv --clear $$venv > /dev/null 2>&1 && \
       $$venv/bin/python -m pip --version > /dev/null 2>&1; then \
    made="$$python"; break; \
  else \
    reason="cannot make a virtual environment"; \
  fi; \
  tried="$$tried  $$python: $$reason\n"; \
done; \
if [ -z "$$made" ]; then \
  echo "make: Python 3.11 or later with venv and ensurepip is needed. Tried:" >&2; \
  printf '%b' "$${tried:-  no python3 on the path\n}" >&2; \
  echo "Install one, or name one: make PYTHON=/path/to/python3" >&2; \
  exit 1; \
fi; \
echo "making $$venv with $$made";
endef

# --- Targets ------------------------------------------------------------------------------------

lab: .venv/installed
	@.venv/bin/python -m deterrence lab

# $(call step,name,command): one line if it passes, everything that it said if not.
step = printf '%-8s' "$(1)"; if said=$$($(2) 2>&1); then echo passed; \
  else printf '%s\n%s\n' "FAILED: $(2)" "$$said"; exit 1; fi

test: .venv/installed
	@.venv/bin/python -m gametheory.kernels deterrence.host.kernels > .venv/kernels.log 2>&1 & compiling=$$!; \
	trap 'kill $$compiling 2> /dev/null' EXIT; trap 'exit 130' INT TERM; \
	$(call step,ruff,.venv/bin/ruff check .); \
	$(call step,mypy,.venv/bin/mypy); \
	$(call step,imports,.venv/bin/lint-imports); \
	printf '%-8s' kernels; if wait $$compiling; then echo passed; \
	else echo FAILED; cat .venv/kernels.log; exit 1; fi
	@echo pytest
	@.venv/bin/python -m pytest --quiet -n auto --dist loadfile || { echo "FAILED: .venv/bin/python -m pytest"; exit 1; }

test-deep: export HYPOTHESIS_PROFILE := deep
test-deep: .venv-peers/installed
	@.venv-peers/bin/python -m gametheory.kernels deterrence.host.kernels
	@.venv-peers/bin/python -m pytest --quiet --timeout 3600 -m "" -n auto --dist loadfile tests

bench: .venv-peers/installed
	@.venv-peers/bin/python -m gametheory.kernels deterrence.host.kernels
	@.venv-peers/bin/python benchmarks/report.py
	@for each in one_equilibrium every_equilibrium zero_sum logit signalling reputation markov_perfect; do \
	  .venv-peers/bin/python -m benchmarks.$$each || exit 1; done

docs: .venv-docs/installed
	@# --fresh-env: a page that is not read again repeats no warning, and -W would let it pass.
	@.venv-docs/bin/python -m sphinx -W --keep-going --fresh-env --quiet --no-color docs docs/_build/html
	@echo "docs/_build/html/index.html"

lock:
	@venv=.venv-lock; first="$(or $(PYTHON),python3.11)"; \
	$(make_venv) \
	$$venv/bin/python -m pip install --quiet editables -e ".[symbolic,testing,lab,peers,docs,test]" && \
	{ echo "# The versions that the Makefile installs, for every extra. Made by \`make lock\`."; \
	  $$venv/bin/python -m pip freeze --exclude-editable; } > $$venv/constraints.txt && \
	mv $$venv/constraints.txt constraints.txt && rm -rf $$venv

clean:
	rm -rf .venv .venv-peers .venv-docs .venv-lock
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	rm -rf build dist lab docs/_build docs/reference/generated benchmarks/results
	find . -name __pycache__ -prune -exec rm -rf {} +
