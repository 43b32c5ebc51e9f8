"""A small API with everything that makes a method hard to generate: strange names, bodies and responses."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from scripts.specs.json_types import JsonObject, copied_object
from scripts.specs.yaml.read import read_yaml_object

STUDIO: Final = r'''
openapi: 3.1.0
info: {title: Studio, version: '1'}
tags:
  - {name: clip, description: Clips and their sounds.}
paths:
  /clips:
    post:
      operationId: extend_clip
      x-resource: clip
      x-method: extend
      tags: [clip]
      summary: Extend """ a clip \
      description: |
        Ends with a backslash \

        Only the first paragraph is shown.
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/ClipRequest'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/ClipForm'}}
      responses:
        '200':
          description: Started.
          content: {application/json: {schema: {$ref: '#/components/schemas/Started'}}}
          links:
            task:
              operationId: get_clip
              parameters: {id: $response.body#/data/taskId}
              x-also-at: [/task/id]
      callbacks:
        done: &callback
          '{$request.body#/hook~1url}':
            post: {responses: {'200': {description: Received.}}}
    get:
      operationId: list_clips
      x-resource: clip
      x-method: list
      tags: [clip]
      parameters:
        - {name: kind, in: query, schema: {type: array, items: {type: string, enum: [a list, a str]}}}
      responses:
        '200':
          description: All.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Clip'}}}}
        '400': &refused
          description: Refused.
          content: {application/json: {schema: {$ref: '#/components/schemas/Refusal'}}}
  /clips/{id}/{timeout}:
    put:
      operationId: update_clip
      x-resource: clip
      x-method: update
      tags: [clip]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}, description: 'The clip, "quoted".'}
        - {name: timeout, in: path, required: true, x-python-name: part, schema: {type: integer}}
        - {name: reference, in: query, x-python-name: label, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer, default: 2}}
        - {name: X-Trace, in: header, required: true, schema: {type: string}}
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/ClipChange'}}}
      responses:
        '201':
          description: Changed.
          content: {application/json: {schema: {$ref: '#/components/schemas/Clip'}}}
        '202':
          description: Noted.
          content: {application/json: {schema: {$ref: '#/components/schemas/Started'}}}
        '400': *refused
  /clips/{id}:
    parameters: []
    get:
      operationId: get_clip
      x-resource: clip
      x-method: get
      tags: [clip]
      parameters: &id
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: The clip.
          content: {application/json: {schema: {$ref: '#/components/schemas/Clip'}}}
        '400': *refused
    delete:
      operationId: delete_clip
      x-resource: clip
      x-method: delete
      tags: [clip]
      parameters: *id
      responses:
        '204': {description: Removed.}
        '400': *refused
  /sounds:
    post:
      operationId: generate_sound
      x-resource: clip
      x-method: sound
      tags: [clip]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/SoundRequest'}}}
      responses:
        '200':
          description: Started.
          content: {application/json: {schema: {$ref: '#/components/schemas/Started'}}}
          links:
            task: {operationId: get_sound, parameters: {id: $response.body#/data/taskId}}
  /sounds/{id}:
    get:
      operationId: get_sound
      x-resource: clip
      x-method: get_sound
      tags: [clip]
      parameters: *id
      responses:
        '200':
          description: The sound, once there is one.
          content: {application/json: {schema: {$ref: '#/components/schemas/Clip'}}}
        '204': {description: Not yet.}
        '400': *refused
  /jobs/veo:
    post:
      operationId: create_veo_job
      x-resource: jobs.veo
      x-method: extend
      tags: [jobs]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/VeoJob'}}}
      responses:
        '200':
          description: Started.
          content: {application/json: {schema: {$ref: '#/components/schemas/Started'}}}
          links:
            task: {operationId: get_clip, parameters: {id: $response.body#/data/taskId}}
      callbacks:
        done: *callback
  /jobs:
    get:
      operationId: count_jobs
      x-resource: jobs
      x-method: count
      x-result: /data/count
      tags: [jobs]
      responses:
        '200':
          description: How many.
          content: {application/json: {schema: {$ref: '#/components/schemas/Counted'}}}
  /credits:
    get:
      operationId: get_credits
      x-resource: account
      x-method: credits
      x-result: /a~1b
      tags: [account]
      responses:
        '200':
          description: Credits.
          content: {application/json: {schema: {$ref: '#/components/schemas/Credits'}}}
  /ratio:
    get:
      operationId: get_ratio
      x-resource: account
      x-method: ratio
      tags: [account]
      responses:
        2XX: {description: A number., content: {application/json: {schema: {type: number}}}}
        '400': *refused
  /mode:
    get:
      operationId: get_mode
      x-resource: account
      x-method: mode
      tags: [account]
      responses:
        '200':
          description: A value.
          content: {application/json: {schema: {type: string, enum: ['on', 'off']}}}
        default: *refused
  /theme:
    get:
      operationId: get_theme
      x-resource: account
      x-method: theme
      tags: [account]
      parameters:
        - {name: session, in: cookie, required: true, schema: {type: string}}
        - {name: theme, in: cookie, schema: {type: string}}
      responses:
        '204': {description: Noted.}
  /anything:
    post:
      operationId: send_anything
      x-resource: account
      x-method: anything
      x-charged: true
      tags: [account]
      requestBody:
        content: {application/json: {schema: {}}}
      responses:
        '200': {description: Anything., content: {application/json: {schema: {}}}}
  /either:
    post:
      operationId: send_either
      x-resource: account
      x-method: either
      x-idempotent: true
      tags: [account]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf: [{$ref: '#/components/schemas/ClipChange'}, {$ref: '#/components/schemas/Clip'}]
      responses:
        default:
          description: A clip.
          content: {application/json: {schema: {$ref: '#/components/schemas/Clip'}}}
  /upload:
    post:
      operationId: upload_file
      x-resource: files
      x-method: upload
      tags: [files]
      requestBody:
        required: true
        content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Upload'}}}
      responses:
        '200': {description: Done.}
  /raw:
    post:
      operationId: upload_raw
      x-resource: files
      x-method: upload_raw
      tags: [files]
      parameters:
        - {name: body, in: query, x-python-name: kind, schema: {type: string}}
      requestBody:
        required: true
        content: {application/octet-stream: {schema: {type: string, format: binary}}}
      responses:
        '200':
          description: The same.
          content: {application/octet-stream: {schema: {type: string, format: binary}}}
components:
  schemas:
    ClipRequest: &request
      type: object
      required: [prompt, callbacks, note]
      properties: &properties
        prompt: {type: string, description: "One line,\nthen \"\"\" another \\"}
        callbacks: {type: string, x-python-name: callback_mode}
        options: {type: string, x-python-name: extra_options}
        note: {type: [string, 'null']}
        remark: {type: [string, 'null'], x-secret: true}
        quality: {type: string, enum: [720p, 1080p, 4k, 480p], default: 1080p}
        hook/url: {type: string}
      additionalProperties: false
    ClipForm: *request
    SoundRequest:
      type: object
      required: [prompt]
      properties: {prompt: {type: string}}
      additionalProperties: false
    VeoJob:
      type: object
      required: [model, media_type]
      properties:
        model: {const: veo/extend}
        media_type: {type: string}
        body: {type: string}
        client: {type: string}
        form: {type: string}
        response: {type: string}
        parsed: {type: string}
        reads: {type: string}
        omitted: {type: string}
        given: {type: string}
        list: {type: string}
        type: {type: string}
        id: {type: string}
        class: {type: string}
        start: {type: string}
        taskId: {type: string}
        task_id: {type: string}
        create_veo_job: {type: string}
        hook/url: {type: string}
        look:
          type: string
          enum: ["it's", 'say "hi"', "a\\b", "two\nlines", '"""', '{x}']
        many: {type: string, enum: [a, b, c, d, e, f, g, h, i, j, k, l, m]}
        number: {type: integer, enum: [5, 10, 1]}
        size: {anyOf: [{type: integer}, {type: string}, {type: 'null'}]}
        day: {type: string, format: date, default: '2026-01-02'}
        moment: {type: string, format: date-time}
        key: {type: string, format: uuid}
        nested: {$ref: '#/components/schemas/Nested'}
        reference: {$ref: '#/components/schemas/Nested', x-python-name: image}
        parts: {type: array, items: {$ref: '#/components/schemas/Nested'}}
      additionalProperties: false
    Nested:
      type: object
      properties:
        callbacks: {type: string, x-python-name: called}
      additionalProperties: false
    ClipChange:
      type: object
      properties: {title: {type: string}}
      additionalProperties: false
    Upload:
      type: object
      required: [file]
      properties:
        file: {type: string, format: binary}
        name: {type: string}
      additionalProperties: false
    Clip:
      type: object
      properties:
        id: {type: string}
        state: {type: [string, 'null']}
    Started:
      type: object
      properties:
        data: {$ref: '#/components/schemas/StartedData'}
    StartedData:
      type: object
      properties: {taskId: {type: string}}
    Counted:
      type: object
      properties:
        data: {anyOf: [{$ref: '#/components/schemas/CountedData'}, {type: 'null'}]}
    CountedData:
      type: object
      properties:
        count: {type: [integer, 'null']}
    Credits:
      type: object
      properties:
        a/b: {type: [number, 'null']}
    Refusal:
      type: object
      properties: {message: {type: string}}
'''


def studio() -> JsonObject:
    """Return the API, anew."""
    return copied_object(_read())


@cache
def _read() -> JsonObject:
    return read_yaml_object(STUDIO, file=Path("studio.yaml"))[0]
