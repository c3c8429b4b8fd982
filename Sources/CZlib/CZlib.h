#ifndef CZLIB_H
#define CZLIB_H

// A macro of zlib that Swift does not see.

#include <zlib.h>

// Prepares for data in the format of gzip, and in no other.
static inline int czlib_begin_gunzip(z_stream *stream) { return inflateInit2(stream, 16 + MAX_WBITS); }

#endif
