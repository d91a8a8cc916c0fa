"""Exports all records to CSV: signs, and requests one page after another."""

import csv
import hashlib
import os
import sys
import time

import requests

base, app, key = (os.environ[name] for name in ("CRM_BASE_URL", "CRM_APP_ID", "CRM_APP_KEY"))
path, fields = sys.argv[1], sys.argv[2]
names = ["$NOT_NULL$", "$NULL$"]
conditions = [{"fieldName": "c__name", "operator": name, "value": ""} for name in names]
session = requests.Session()
page = 1
with open(path, "w", encoding="utf-8-sig", newline="") as file:
    rows = csv.DictWriter(file, fields.split(","), extrasaction="ignore")
    rows.writeheader()
    while True:
        query = {
            "appid": app,
            "entity": "c__order",
            "fields": fields,
            "page_no": str(page),
            "page_size": "200",
            "sign_type": "SHA1",
            "sort": "createdOn:asc,c__orderId:asc",
            "timestamp": str(int(time.time() * 1000)),
        }
        text = "&".join(f"{name}={query[name]}" for name in sorted(query)) + f"&appkey={key}"
        query["sign"] = hashlib.sha1(text.encode()).hexdigest()
        body = {"type": "OR", "filters": conditions}
        reply = session.post(base + "entity/adv-query", params=query, json=body).json()
        assert reply["error_code"] == 0, reply
        if not reply["data"]:
            break
        rows.writerows(reply["data"])
        page += 1
