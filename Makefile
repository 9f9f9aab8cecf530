# make lab    set up and open JupyterLab on the labs
# make demo   set up and run the solutions (LABS="01 02" for some), with a table at the end
# make test   set up and run every test: what CI runs (SLOW=1: also the few that train for long, as CI does weekly)
# make quick  set up and run, in less than two minutes, the tests that your changes concern
# make compat labs and tests with the oldest, Colab's and the newest versions (ENVIRONMENTS=oldest for one): an hour
# make bench measure side by side with other frameworks and graders (PARTS="models grading" for some; OPTIONS=--quick)
# make dist   set up and build wheel and source archive into dist/
# make env    set up only

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/ready
LABS   ?=
SLOW   ?=
ENVIRONMENTS ?=
PARTS  ?=
OPTIONS ?=

.PHONY: lab demo test quick compat bench dist env

lab: $(STAMP)
	@$(BIN)/course lab

demo: $(STAMP)
	$(BIN)/course run $(LABS) --profile cpu --out build/demo --json build/demo/results.json

test: $(STAMP)
	PYTHON=$(BIN)/python SLOW=$(SLOW) sh tests/run.sh

quick: $(STAMP)
	$(BIN)/python tools/quick.py

compat: $(STAMP)
	$(BIN)/python tools/compat.py $(ENVIRONMENTS) --record
	$(BIN)/python benchmarks/record.py

bench: $(STAMP)
	$(BIN)/python benchmarks/bench.py $(PARTS) $(OPTIONS)

dist: $(STAMP)
	$(BIN)/python -m build --no-isolation --outdir dist

env: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python tools/install.py constraints.txt
	@touch $@
