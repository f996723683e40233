"""What the pages say, one module per section: functions of frames that hold for any year.

Each takes the tables it tells of, named as the functions of `lib.<section>` that make them (`atendidas`, `servicio`… are the
categories of that dimension of the coverage; `factors`, `alternatives`, `services` the tables of the data), and returns a
passage. A template names the columns it shows: to change a sentence, change its template. What is not known is not said.
"""
