# `make help` lists the verbs. Everything runs in .venv, which the first call creates.
SUBMISSION ?= student
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin/python
.DEFAULT_GOAL := help
# pip trusts its own list of certificates; the system's also has those of a campus's or company's proxy.
SYSTEM_CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(SYSTEM_CERTIFICATES),)
export PIP_CERT ?= $(SYSTEM_CERTIFICATES)
endif
.PHONY: help grade class check watch notebook submission figures pdf autograder emulate release mutants soak test

help:  ## list the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; call make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Setting up .venv (once, about two minutes) …"
	@$(PYTHON) -m venv .venv
	@$(VENV) grader/setup/install.py $(VENV) requirements.txt
	@touch $@

grade: .venv/ready  ## grade SUBMISSION (default: student/), write report.html
	@$(VENV) -m grader grade "$(SUBMISSION)"

class: .venv/ready  ## grade every submission in SUBMISSIONS; stop and go on at any time
	@test -n "$(SUBMISSIONS)" || { echo "Which class? For instance make class SUBMISSIONS=folder" >&2; exit 2; }
	@$(VENV) -m grader class "$(SUBMISSIONS)" $(OPTIONS)

check: .venv/ready  ## check one question: make check Q=q4b_adam
	@test -n "$(Q)" || { echo "Which question? For instance make check Q=q4b_adam" >&2; exit 2; }
	@$(VENV) -m grader check "$(Q)" "$(SUBMISSION)"

watch: .venv/ready  ## check what you changed whenever you save a file in student/
	@$(VENV) -m grader watch

notebook: .venv/ready  ## open student/ in JupyterLab: the handout, the files, the notebooks
	@$(VENV) -m jupyterlab student

submission: .venv/ready  ## build submission.zip from student/, and say what is not started
	@$(VENV) -m grader.submission.handing_in

figures: .venv/ready  ## draw every figure of the solutions into build/figures/
	@$(VENV) -m grader.authoring.figures

pdf: .venv/ready  ## export the written answers for grading by hand
	@$(VENV) -m grader.authoring.pdf

autograder: .venv/ready  ## build dist/autograder.zip for Gradescope
	@$(VENV) -m grader.gradescope autograder $(if $(POLICIES),--policies "$(POLICIES)") --torch-index-url "$(TORCH_INDEX_URL)"

emulate: autograder  ## run that zip here, as Gradescope would: make emulate SUBMISSION=path
	@$(VENV) -m grader.gradescope emulate "$(SUBMISSION)"

release: .venv/ready  ## (staff) derive student/ from solutions/
	@$(VENV) -m grader release $(if $(FORCE),--force)

mutants: .venv/ready  ## change the solutions in small ways: which changes go unnoticed?
	@$(VENV) -m grader.authoring.mutants $(MODULE)

soak: .venv/ready  ## grade the solutions 200 times with other draws: no flakes
	@$(VENV) -m grader.authoring.soak

test: .venv/ready  ## every test, ruff and mypy
	@$(VENV) -m ruff format --check .
	@$(VENV) -m ruff check .
	@$(VENV) -m mypy
	@$(VENV) -m pytest
