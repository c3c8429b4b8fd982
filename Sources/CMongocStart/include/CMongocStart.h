// Nothing to call: a program that is linked with this target has libmongoc's own log closed from its first moment.
