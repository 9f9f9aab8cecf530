"""The command line: `course build | run | check | grade | data | doctor`."""
