# `make help` lists the verbs. hw.py does the work: `python hw.py VERB` is the same without make.
SUBMISSION ?= student
.DEFAULT_GOAL := help
# Any Python starts hw.py, which finds one that the homework runs on. With PYTHON=… it is that one.
ifneq ($(PYTHON),)
export HOMEWORK_PYTHON := $(PYTHON)
endif
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python
STARTER := $(shell for each in $(PYTHONS); do "$$each" -c "" 2>/dev/null && echo "$$each" && break; done)
# Where the environment goes, if not to .venv.
ifneq ($(VENV),)
export HOMEWORK_VENV := $(VENV)
endif
# pip trusts its own list of certificates; the system's also has those of a campus's or company's proxy.
SYSTEM_CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(SYSTEM_CERTIFICATES),)
export PIP_CERT ?= $(SYSTEM_CERTIFICATES)
endif
ifneq ($(STARTER),)
HW := @"$(STARTER)" hw.py
# GNU make 3.81 knows no `command`, and asks a shell only where a sign like > stands.
else ifneq ($(shell command -v uv 2>/dev/null),)
HW := @uv run --quiet --no-project --python 3.13 hw.py
else
HW := @echo "Python 3.11, 3.12, 3.13 or 3.14 is needed: install one, or uv, which brings one" >&2; exit 2;
endif
.PHONY: help grade check watch notebook submission doctor

help:  ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-16s%s\n", $$1, $$2}' Makefile

grade:  ## grade SUBMISSION (default: student/), write report.html
	$(HW) grade "$(SUBMISSION)" $(if $(REPORT),--report "$(REPORT)") $(if $(RESULTS),--results "$(RESULTS)")

check:  ## check one question: make check Q=name
	$(HW) check "$(Q)" $(if $(Q),"$(SUBMISSION)")

watch:  ## check what you changed whenever you save a file in student/
	$(HW) watch

notebook:  ## open student/ in JupyterLab: the handout, the files, the notebooks
	$(HW) notebook

submission:  ## build submission.zip (or ZIP=path) from student/, and say what is not started
	$(HW) submission "$(ZIP)"

doctor:  ## how well submissions are confined on this machine
	$(HW) doctor

# ---- staff: a student's kit has what stands above ----
.PHONY: kit class written solutions figures pdf autograder emulate release new-homework misconceptions mutants soak torture setup test test-fast

kit:  ## (staff) build dist/…-kit.zip for students, or a tree in KIT=folder, once nothing in it earns points
	$(HW) kit "$(KIT)"

class:  ## grade every submission in SUBMISSIONS; stop and go on at any time
	$(HW) class "$(SUBMISSIONS)" $(if $(ROSTER),--roster "$(ROSTER)") $(if $(POLICIES),--policies "$(POLICIES)") $(if $(OVERRIDES),--overrides "$(OVERRIDES)") $(if $(MARKS),--marks $(MARKS)) $(if $(STAFF),--reveal) $(OPTIONS)

written:  ## make the page to mark the written answers of SUBMISSIONS on, with what MARKS says already
	$(HW) written "$(SUBMISSIONS)" $(if $(QUESTION),--question "$(QUESTION)") $(if $(MARKS),--marks $(MARKS)) $(OPTIONS)

figures:  ## draw every figure of the solutions into build/figures/
	$(HW) figures

pdf:  ## print the written answers of student/, or a file for each of SUBMISSIONS
	$(HW) pdf $(if $(SUBMISSIONS),"$(SUBMISSIONS)") $(OPTIONS)

solutions:  ## write the model answers with their figures, as HTML and PDF
	$(HW) solutions

autograder:  ## build dist/autograder.zip for Gradescope
	$(HW) autograder $(if $(POLICIES),--policies "$(POLICIES)") $(if $(TORCH_INDEX_URL),--torch-index-url "$(TORCH_INDEX_URL)")

emulate:  ## run the zip that is there, as Gradescope would: make emulate SUBMISSION=path
	$(HW) emulate "$(SUBMISSION)" $(if $(METADATA),--metadata "$(METADATA)")

release:  ## (staff) derive student/ from solutions/
	$(HW) release $(if $(FORCE),--force)

new-homework:  ## (staff) copy a small homework to start from: make new-homework NAME=folder
	$(HW) new-homework "$(NAME)"

misconceptions:  ## what each known mistake costs; with SUBMISSIONS, which of their mistakes have no name
	$(HW) misconceptions $(if $(SUBMISSIONS),"$(SUBMISSIONS)") $(OPTIONS)

mutants:  ## change the solutions in small ways: which changes go unnoticed?
	$(HW) mutants $(MODULE)

soak:  ## grade the solutions 200 times with other draws: no flakes
	$(HW) soak

torture:  ## grade for an hour while processes are killed, and files and memory run out
	$(HW) torture $(OPTIONS)

setup:  ## set up for all of these verbs, and run nothing
	$(HW) setup

test:  ## every test, ruff, mypy and the import contracts
	$(HW) test

test-fast:  ## the tests that an edit needs, ruff and mypy
	$(HW) test-fast
