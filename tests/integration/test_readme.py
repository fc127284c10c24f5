"""The READMEs and the cookbook: their SQL answers are those of the samples, their files exist."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("examples", ROOT / "docs" / "examples.py")
assert spec is not None
assert spec.loader is not None
examples = importlib.util.module_from_spec(spec)
spec.loader.exec_module(examples)


@pytest.mark.parametrize("name", examples.READMES)
def test_the_answers_are_those_of_the_samples(name: str, samples_published: Path):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert len(examples.BLOCK.findall(text)) == 6
    assert examples.answered(text, samples_published) == text


def test_the_cookbook_answers_twenty_questions_by_the_samples(samples_published: Path):
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in examples.COOKBOOKS)
    blocks = examples.BLOCK.findall(english)
    assert len(blocks) == 20
    assert examples.answered(english, samples_published) == english
    # The same questions in both languages: what is true of one is true of the other.
    assert examples.BLOCK.findall(chinese) == blocks
    # An answer without a row shows nothing: each has some below its head and rule.
    assert all(answer.count("\n") >= 3 for *_, answer, _ in blocks)


def test_a_wrong_answer_is_seen(samples_published: Path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    broken = re.sub(r"(福州市 +2020 +\S+ +)\d", r"\g<1>9", text, count=1)
    assert broken != text
    assert examples.answered(broken, samples_published) == text


PAGES = [*examples.READMES, *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md")))]


@pytest.mark.parametrize("name", PAGES)
def test_links_and_pictures_exist(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert ((ROOT / name).parent / target).exists(), target
