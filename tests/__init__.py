"""The suite, which also runs the product as a process of its own.

Linear algebra here is of small matrices, and several workers share the cores: threads of a numerical library
would only wait for each other. Numerical tests then take half of the processor's time.
"""

import os

for _setting in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_setting, "1")
