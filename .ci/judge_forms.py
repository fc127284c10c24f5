"""Fails where a form of a labelled document has more than one wrong cell and more than 2% of them wrong.

usage: judge_forms.py EVAL_DIR CURATED_DIR
"""

import re
import subprocess
import sys

evaluation, curated = sys.argv[1:]
script = [sys.executable, f"{evaluation}/score.py", f"{evaluation}/real_amounts.csv", curated, "--by", "form"]
said = subprocess.run(script, check=True, capture_output=True, text=True).stdout
forms = re.findall(r"^(\S+ \S+) published (\d+) found (\d+) matched (\d+)", said, re.MULTILINE)
wrong = []
for name, *counts in forms:
    published, found, matched = map(int, counts)
    missed = max(published, found) - matched
    if missed > max(1, 0.02 * published):
        wrong.append(f"{name}: {missed} of {published} wrong")
print(f"{len(forms)} forms, {len(wrong)} below the threshold")
sys.exit("\n".join(wrong) if wrong or not forms else 0)
