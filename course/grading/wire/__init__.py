"""The line between a student's process and the examiner: what crosses it is data.

`frames` is what lies on the wire, `values` and `tensors` turn values into it and back, `line` asks and answers,
`remote` is a function of the other side. No pickle, no eval, no class of the sender's: a header of JSON, the bytes of
arrays, and every number of both looked at before it is used. Both sides run this code; they differ in what they
accept. The examiner never takes a function, a random generator or an optimizer that it does not hold already.
"""
