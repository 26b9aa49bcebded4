"""A machine and its patient for the tests of this folder: the flagship, whose names a reader knows."""

from functools import cache
from pathlib import Path

from protolang.driver import analyse
from protolang.records.calendar import Calendar
from protolang.records.events import read_events
from protolang.records.patient import read_patient

AHMED = Path(__file__).parents[3] / "protocols" / "ahmed.proto"
HEADER = "date,kind,name,value,unit,status,id"
PATIENT = "start,2027-01-04\nweight,70 kg\nheight,175 cm\n"


@cache
def machine():
    return analyse("ahmed.proto", AHMED.read_bytes(), budget=0).machine


def patient_of(text):
    return read_patient("patient.csv", text.encode(), machine())


def events_of(text, start="2027-01-04", **calendar):
    data = text if isinstance(text, bytes) else text.encode()
    patient = patient_of(f"start,{start}").value
    return read_events("events.csv", data, machine(), patient, Calendar(patient.start, **calendar))
