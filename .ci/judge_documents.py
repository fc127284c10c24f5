"""Prints what score_documents.py says about a curated folder and fails where a field is below its own threshold.

usage: judge_documents.py EVAL_DIR CURATED_DIR FIELD=MINIMUM...
"""

import re
import subprocess
import sys

evaluation, curated, *minima = sys.argv[1:]
script = [sys.executable, f"{evaluation}/score_documents.py", f"{evaluation}/documents.csv", curated, "--misses"]
said = subprocess.run(script, check=True, capture_output=True, text=True).stdout
print(said, end="")
shares = {field: float(share) for field, share in re.findall(r"(\w+) (\d\.\d+)", said.splitlines()[-1])}
low = [minimum for minimum in minima if shares[minimum.split("=")[0]] < float(minimum.split("=")[1])]
sys.exit(f"below the threshold: {', '.join(low)}" if low else 0)
