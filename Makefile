# Each works from a bare checkout: bootstrap.py brings what it needs.
bin := .venv/bin
compile := $(bin)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
  --no-emit-index-url --no-annotate --custom-compile-command 'make lock'
production := PRODUCTION=1 SECRET_KEY=$$($(bin)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
  ALLOWED_HOSTS=areba.example EMAIL_URL=smtp://mail.example:587?tls=1 \
  DATABASE_URL=postgres://areba@db.example/areba REDIS_URL=redis://valkey.example

.PHONY: run test check bench lock development

run:  ## all of Areba on http://127.0.0.1:8000 (PORT=8001 for another)
	@python3 bootstrap.py run
	@$(bin)/python -m marketplace.embedded

test: development  ## the whole suite (ONLY=tests/demand for a part)
	@python3 bootstrap.py browser
	$(bin)/python -m pytest -n auto $(or $(ONLY),--cov)

check: development  ## format, lint, types, contracts, migrations, templates, translations, deployment
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy .
	$(bin)/lint-imports
	@# It would compare with a database as well, and warns that none runs here.
	LOG_LEVEL=CRITICAL $(bin)/python -W ignore manage.py makemigrations --check --dry-run
	$(bin)/python manage.py spectacular --validate --fail-on-warn --file /dev/null
	$(bin)/python manage.py check_templates
	$(bin)/python manage.py check_translations
	$(production) $(bin)/python manage.py check --deploy --fail-level WARNING

bench: development  ## speed and memory, as shares of their allowance (ONLY=demand for a part)
	$(bin)/python -m tests.bench $(ONLY)

lock: development  ## resolve the hash-locked requirements anew
	$(compile) requirements/run.in -o requirements/run.txt
	$(compile) requirements/dev.in -o requirements/dev.txt

development:
	@python3 bootstrap.py dev
