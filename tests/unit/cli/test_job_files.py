"""Files of jobs in CSV and JSON lines: what is read, and the line and column of each mistake."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from longtake.cli._job_requests import Batch, Job
from longtake.cli._jobs import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable

    Written = Callable[[str, str | bytes], list[Job | Mistake]]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a file of jobs, and read it."""

    def write(name: str, content: str | bytes) -> list[Job | Mistake]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(Batch(path).read())

    return write


def prompts(read: list[Job | Mistake]) -> list[str]:
    assert [str(each) for each in read if isinstance(each, Mistake)] == []
    return [body["prompt"] for body in bodies(read)]


def bodies(read: list[Job | Mistake]) -> list[dict[str, Any]]:
    return [cast("Any", each.body).to_dict() for each in read if isinstance(each, Job)]


def test_csv_and_json_lines_make_the_same_request(written: Written) -> None:
    (one,) = written(
        "a.csv",
        "model,operation,source,prompt,seed,parameters.model\nkie/veo,extend,veo_1,It swims,20000,lite\n",
    )
    job = {"model": "kie/veo", "operation": "extend", "source": "veo_1", "prompt": "It swims"}
    (other,) = written(
        "a.jsonl", json.dumps({**job, "parameters": {"seed": 20000, "model": "lite"}})
    )
    assert isinstance(one, Job)
    assert isinstance(other, Job)
    assert one.body == other.body
    assert (one.credits, other.credits) == (30, 30)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfmodel,prompt\nkie/veo,It runs\nkie/veo,It swims\n",
        b"model,prompt\r\nkie/veo,It runs\r\n\r\nkie/veo,It swims\r\n",
        b'model;prompt\nkie/veo;It runs\n"kie/veo";It swims',
        b"model\tprompt\tseed\nkie/veo\tIt runs\t\n\n\t\t\nkie/veo\tIt swims\t",
        b" model , prompt \n kie/veo ,It runs\n\n\nkie/veo,It swims\n",
    ],
)
def test_csv_as_programs_write_it(written: Written, content: bytes) -> None:
    assert prompts(written("a.csv", content)) == ["It runs", "It swims"]


def test_json_lines_may_have_a_byte_order_mark_and_blank_lines(written: Written) -> None:
    line = '{"model": "kie/veo", "prompt": "It runs", "seed": null}'
    assert prompts(written("a.NDJSON", f"\ufeff{line}\r\n\r\n")) == ["It runs"]


def test_a_quoted_cell_may_have_several_lines(written: Written) -> None:
    read = written("a.csv", 'model,prompt\nkie/veo,"It runs,\nit ""swims"""\nkie/veo,\n')
    first, second = read
    assert isinstance(first, Job)
    assert prompts([first]) == ['It runs,\nit "swims"']
    # The mistake is in the fourth line of the file.
    assert str(second) == "a.csv, line 4, column prompt: kie/veo requires prompt (a string)"


@pytest.mark.parametrize(
    ("name", "content", "mistake"),
    [
        ("a.csv", "", "line 1: the file must have at least one job, got none"),
        ("a.csv", "model,prompt\n", "line 1: the file must have at least one job, got none"),
        ("a.jsonl", "\n \n", "line 1: the file must have at least one job, got none"),
        ("a.xlsx", "", "line 1: the name of the file must end in .csv or .jsonl, got a.xlsx"),
        (
            "a.csv",
            "prompt,seed\nIt runs,1\n",
            "line 1, column model: the first line must have a column model, got prompt, seed",
        ),
        (
            "a.csv",
            "model,,prompt\n",
            "line 1: each column must have a name, got none for column 2",
        ),
        (
            "a.csv",
            "model,prompt,prompt\n",
            "line 1, column prompt: each column must have a different name, got this one twice",
        ),
        (
            "a.csv",
            "model,prompt,parameters\n",
            (
                "line 1, column parameters: each parameter must have its own column in CSV, such as "
                "parameters.model, got a column parameters"
            ),
        ),
        (
            "a.csv",
            "model,prompt\nkie/veo\n",
            "line 2: the line must have 2 cells, like the first line, got 1",
        ),
        (
            "a.csv",
            "model,prompt\nkie/veo,It runs,\n",
            "line 2: the line must have 2 cells, like the first line, got 3",
        ),
        (
            "a.csv",
            'model,prompt\nkie/veo,"It runs\n',
            "line 2: the line must be CSV, got unexpected end of data",
        ),
        (
            "a.csv",
            "model,prompt\rkie/veo,It runs\r",
            (
                "line 1: each line must end with a line feed, got a carriage return alone; save the file as "
                "CSV UTF-8"
            ),
        ),
        (
            "a.csv",
            b"model,prompt\nkie/veo,It swims \xe0 la mer\n",
            "line 2: the file must be UTF-8, got the byte 0xe0; save it as UTF-8 (in Excel: CSV UTF-8)",
        ),
        (
            "a.jsonl",
            "{}".encode("utf-16"),
            "line 1: the file must be UTF-8, got UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)",
        ),
        ("a.csv", "model,prompt\n,It runs\n", "line 2, column model: model is missing"),
        (
            "a.csv",
            "model,prompt,seed\nkie/veo,It runs,many\n",
            "line 2, column seed: seed must be an integer, got 'many'",
        ),
        (
            "a.csv",
            "model,prompt,source,duration_s\nkie/jobs/pixverse,It runs,abc,five\n",
            "line 2, column duration_s: duration_s must be a number of seconds, got 'five'",
        ),
        (
            "a.csv",
            "model,prompt,source,duration_s\nkie/jobs/pixverse,It runs,abc,nan\n",
            "line 2, column duration_s: duration_s must be a number of seconds, got 'nan'",
        ),
        (
            "a.csv",
            "model,prompt,cfg_scale\nkling/kling,It runs,inf\n",
            "line 2, column cfg_scale: cfg_scale must be a number, got 'inf'",
        ),
        (
            "a.csv",
            "model,prompt,source\nkie/jobs/pixverse,It runs,ftp://foo/bar\n",
            (
                "line 2, column source: source must be an http or https URL, got 'ftp://foo/bar'; upload a "
                "local file first"
            ),
        ),
        (
            "a.csv",
            "model,prompt,image\nkie/veo,It runs,ftp://foo/bar\n",
            (
                "line 2, column image: image must be an http or https URL, got 'ftp://foo/bar'; upload a "
                "local file first"
            ),
        ),
        (
            "a.csv",
            "model,operation,prompt\nkie/jobs/grok_imagine,image_to_video,It runs\n",
            (
                "line 2, column image_urls: exactly one of image_urls, task_id must be given, got none"
            ),
        ),
        (
            "a.csv",
            "model,prompt,source,parameters.model\nkie/veo,It runs,abc,best\n",
            "line 2, column parameters.model: model must be 'fast', 'quality' or 'lite', got 'best'",
        ),
        (
            "a.csv",
            "model,prompt,image\nkie/veo,It runs,dog.png\n",
            (
                "line 2, column image: image must be a URL or an existing file, got 'dog.png'; check the "
                "path"
            ),
        ),
        (
            "a.csv",
            "model,prompt,image\nkling/kling,It runs,dog.png\n",
            (
                "line 2, column image: image must be a URL or an existing file, got 'dog.png'; check the "
                "path"
            ),
        ),
        (
            "a.csv",
            f"model,prompt,reference\nkie/veo,It runs,{'x' * 300}\n",
            f"line 2, column reference: reference must have 1 to 255 printable characters, got {'x' * 40!r}",
        ),
        (
            "a.jsonl",
            '{"model": "kie/veo", "prompt": 3}',
            "line 1, column prompt: kie/veo: prompt must be a string, got 3 (int)",
        ),
        ("a.jsonl", "[]", "line 1: the line must be a JSON object, got a list"),
        (
            "a.jsonl",
            '{"model":',
            "line 1: the line must be a JSON object, got invalid JSON at character 10: Expecting value",
        ),
        (
            "a.jsonl",
            '{"model": "kie/veo", "seed": NaN}',
            "line 1: the line must be JSON, got NaN",
        ),
        (
            "a.jsonl",
            '{"model": "kling/kling", "prompt": "It runs", "cfg_scale": 1e999}',
            "line 1: the line must be JSON, got 1e999",
        ),
        (
            "a.jsonl",
            '{"model": "kie/veo", "prompt": "It \\ud83d runs"}',
            ("line 1, column prompt: the value must be Unicode text, got half of a surrogate pair"),
        ),
        (
            "a.jsonl",
            '{"model": "kie/veo", "model": "kie/veo"}',
            "line 1, column model: the key must be given once, got it twice",
        ),
        (
            "a.jsonl",
            '{"model": "kie/veo", "parameters": []}',
            "line 1, column parameters: parameters must be an object, got a list",
        ),
        (
            "a.jsonl",
            '{"model": "kie/veo", "prompt": "It runs", "parameters": {"prompt": "It runs"}}',
            "line 1, column prompt: the parameter must be given once, got it twice",
        ),
        (
            "a.jsonl",
            '{"model": ["kie/veo"]}',
            "line 1, column model: model must be a string, got a list",
        ),
    ],
)
def test_a_mistake_has_its_line_and_column(
    written: Written, name: str, content: str | bytes, mistake: str
) -> None:
    assert [str(each) for each in written(name, content)] == [f"{name}, {mistake}"]


def test_a_file_is_sent_as_base64_or_uploaded_by_the_user(written: Written, tmp_path: Path) -> None:
    file, missing = tmp_path / "a dog.png", tmp_path / "x.mp4"
    file.write_bytes(b"picture")
    video, lines = tmp_path / "a.mp4", "model,prompt,image,source,duration"
    video.write_bytes(b"video")
    read = written(
        "a.csv",
        f"{lines}\nkling/kling,a,{file},,\nkie/veo,a,{file},,\nkie/jobs/wan,a,,{missing},10\n"
        f"kie/veo,a,,{missing},\nkie/veo,a,,{video},\n",
    )
    assert isinstance(read[0], Job)
    (body,) = bodies(read)
    assert body["image"] == "cGljdHVyZQ=="
    upload = f"to get a URL, run: longtake call kie/files upload --file '{file}'"
    task = "the video's task id"
    assert [str(each) for each in read[1:]] == [
        f"a.csv, line 3, column image: image must be a URL in a batch, got the local file {file}; {upload}",
        f"a.csv, line 4, column source: the file {missing} does not exist; check the path",
        (
            f"a.csv, line 5, column source: the file {missing} does not exist, and kie/veo takes no files; "
            f"pass {task}"
        ),
        (
            f"a.csv, line 6, column source: source must be {task} for kie/veo, got the file {video}; choose "
            "a model that takes a URL or a file. To list the models, run: longtake models"
        ),
    ]


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        (
            "kie/vio,,It runs,",
            "a.csv, line 2, column model: unknown model 'kie/vio' (did you mean 'kie/",
        ),
        (
            "veo,,It runs,",
            "a.csv, line 2, column model: unknown model 'veo' (did you mean 'kie/veo'?)",
        ),
        ("kie/account,,It runs,", "a.csv, line 2, column model: unknown model 'kie/account'"),
        (
            "kie/veo,extent,It runs,",
            "a.csv, line 2, column operation: kie/veo has no operation 'extent' (did you mean 'extend'?); ",
        ),
        (
            "kie/veo,,It runs,1",
            "a.csv, line 2, column sed: kie/veo generate has no parameter 'sed' (did you mean 'seed'?); ",
        ),
    ],
)
def test_unknown_names(written: Written, line: str, begins: str) -> None:
    (mistake,) = written("a.csv", f"model,operation,prompt,sed\n{line}\n")
    assert str(mistake).startswith(begins)


def test_the_names_of_parameters_are_those_of_columns(written: Written) -> None:
    (mistake,) = written("a.csv", "model,prompt,tier\nkie/veo,It runs,veo3_lite\n")
    *_, names = str(mistake).partition("expected any of ")
    assert "parameters.model" in names.split(", ")
    assert "model" not in names.split(", ")
    (job,) = written("a.csv", "model,prompt,parameters.model\nkie/veo,It runs,veo3_lite\n")
    assert isinstance(job, Job)
    assert (bodies([job])[0]["model"], job.credits) == ("veo3_lite", 30)


def test_lines_after_a_mistake_are_read(written: Written) -> None:
    read = written("a.jsonl", '{"model": "kie/veo", "prompt": "It runs"}\n{\n{"model": "nope"}\n')
    assert [type(each) for each in read] == [Job, Mistake, Mistake]


def test_another_method_of_a_resource(written: Written) -> None:
    (job,) = written("a.csv", "model,operation,prompt\nkling/kling,text_to_video,It runs\n")
    assert isinstance(job, Job)
    assert (job.operation, job.start.method) == ("text_to_video", "text_to_video")
    (job,) = written("a.csv", "model,operation,image_url\nkie/jobs/topaz,image_upscale,\n")
    assert isinstance(job, Mistake)


def test_the_operation_is_extend_if_there_is_a_source(written: Written) -> None:
    jobs = written("a.csv", "model,prompt,source\nkie/veo,It runs,\nkie/veo,It runs,veo_1\n")
    assert [job.operation for job in jobs if isinstance(job, Job)] == ["generate", "extend"]


def test_a_reference_is_derived_from_the_content_of_the_line(written: Written) -> None:
    before = written(
        "shots.csv", "model,prompt\nkie/veo,It runs\nkie/veo,It swims\nkie/veo,It runs\n"
    )
    after = written(
        "shots.csv", "prompt,model,seed\nIt sleeps,kie/veo,\nIt swims,kie/veo,\nIt runs,kie/veo,\n"
    )
    references = [job.reference for job in before if isinstance(job, Job)]
    moved = [job.reference for job in after if isinstance(job, Job)]
    assert len(set(references)) == 3
    assert references[2] == f"{references[0]}-2"
    assert all(each.startswith("shots-") for each in references)
    assert moved[1:] == [references[1], references[0]]
    renamed = written("takes.csv", "model,prompt\nkie/veo,It runs\n")
    assert [job.reference for job in renamed if isinstance(job, Job)] == [
        references[0].replace("shots", "takes")
    ]


def test_the_file_of_a_job(written: Written) -> None:
    jobs = written(
        "a.csv",
        "model,prompt,reference,output\n"
        "kie/veo,a,shot 1/2,\nkie/veo,b,shot-3,x/\nkie/veo,c,shot-4,y/last.mov\n",
    )
    assert [Path(job.output).as_posix() for job in jobs if isinstance(job, Job)] == [
        "shot-1-2.mp4",
        "x/shot-3.mp4",
        "y/last.mov",
    ]


def test_without_a_reference_the_file_is_named_after_the_prompt(written: Written) -> None:
    lines = [
        "kie/veo,A dog runs along a beach at dusk in the rain",
        "kie/veo,It swims!",
        "kie/veo,It swims!",
        "kie/veo,../etc",
    ]
    before = written("shots.csv", "\n".join(["model,prompt", *lines]))
    after = written("shots.csv", "\n".join(["model,prompt", "kie/veo,first", *lines]))
    files = [job.output for job in before if isinstance(job, Job)]
    starts = [
        r"a-dog-runs-along-a-beach-at-dusk-in-the",
        "it-swims",
        "it-swims-2",
        "etc",
    ]
    for file, start in zip(files, starts, strict=True):
        assert re.fullmatch(rf"{start}-[0-9a-f]{{8}}\.mp4", file)
    assert [job.output for job in after if isinstance(job, Job)][1:] == files


def test_a_number_outside_its_range_is_a_mistake(written: Written) -> None:
    read = written(
        "a.csv",
        "model,prompt,duration_s,seed\nkie/jobs/wan,a,99,\nkie/jobs/wan,b,15,\nkie/jobs/wan,c,5,-1\n",
    )
    assert [str(each) for each in read if not isinstance(each, Job)] == [
        "a.csv, line 2, column duration_s: duration_s must be 2 to 15, got 99",
        "a.csv, line 4, column seed: seed must be 0 to 2147483647, got -1",
    ]


def test_one_file_in_two_forms_is_the_same_file(written: Written) -> None:
    read = written(
        "a.csv",
        "model,prompt,output\nkie/veo,a,x/a.mp4\nkie/veo,b,./x//a.mp4\nkie/veo,c,x/y/../a.mp4\n",
    )
    assert [each.line for each in read if isinstance(each, Mistake)] == [3, 4]


def test_references_and_files_must_differ(written: Written) -> None:
    read = written(
        "a.csv",
        "model,prompt,reference,output\n"
        "kie/veo,a,shot-1,a.mp4\nkie/veo,b,shot-1,b.mp4\nkie/veo,c,shot-2,a.mp4\n",
    )
    again = "must be different in each line"
    assert [str(each) for each in read[1:]] == [
        f"a.csv, line 3, column reference: reference {again}, got 'shot-1', which line 2 also has",
        f"a.csv, line 4, column output: output {again}, got 'a.mp4', which line 2 also has",
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("true", True), ("No", False), ("1", True)],
)
def test_true_and_false_in_csv(written: Written, cell: str, expected: bool) -> None:
    read = written("a.csv", f"model,prompt,enable_translation\nkie/veo,It runs,{cell}\n")
    assert [body["enableTranslation"] for body in bodies(read)] == [expected]


def test_lists_and_choices_in_csv(written: Written) -> None:
    urls = ["https://example.com/a.png", "https://example.com/b.png"]
    cell = json.dumps(urls).replace('"', '""')
    jobs = written(
        "a.csv",
        "model,prompt,image_urls,aspect_ratio\n"
        f'kie/veo,a,"{cell}",AUTO\nkie/veo,b,{urls[0]},9:16\n',
    )
    sent = bodies(jobs)
    assert [body["imageUrls"] for body in sent] == [urls, urls[:1]]
    assert [body["aspect_ratio"] for body in sent] == ["Auto", "9:16"]
