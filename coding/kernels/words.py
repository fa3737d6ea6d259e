"""Whole 64-bit words at any byte of a uint8 array: the two things that numba's array indexing cannot say.

They check nothing, except under NUMBA_BOUNDSCHECK=1: then a word that is not inside the array is an IndexError.
"""

from llvmlite import ir
from numba import config, njit, types
from numba.extending import intrinsic

CHECKED = bool(getattr(config, "BOUNDSCHECK", 0))


def _pointer(context, builder, array_type, array, byte):
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [byte]), ir.IntType(64).as_pointer())


@intrinsic
def _load_big(typingctx, array, byte):
    def emit(context, builder, signature, args):
        word = builder.load(_pointer(context, builder, signature.args[0], *args))
        word.align = 1
        return builder.bswap(word)  # the hosts that numba supports well are little-endian

    return types.uint64(array, types.intp), emit


@intrinsic
def _store_little(typingctx, array, byte, word):
    def emit(context, builder, signature, args):
        store = builder.store(args[2], _pointer(context, builder, signature.args[0], *args[:2]))
        store.align = 1
        return context.get_dummy_value()

    return types.void(array, types.intp, types.uint64), emit


@njit(nogil=True, inline="always")
def load_big(array, byte):
    """The eight bytes from `byte` on, the first one most significant."""
    if CHECKED and not 0 <= byte <= array.size - 8:
        raise IndexError("load outside the array")
    return _load_big(array, byte)


@njit(nogil=True, inline="always")
def store_word(array, byte, word):
    """Eight bytes from `byte` on, the least significant one first."""
    if CHECKED and not 0 <= byte <= array.size - 8:
        raise IndexError("store outside the array")
    _store_little(array, byte, word)
