"""The networks the tests share, each with the shape of one image."""

from cnn_steps import Conv, Dense, Flatten, Pool, Relu, Sigmoid, Tanh

LINES = (Conv(4), Relu(), Pool(), Flatten(), Dense(2))
LINES_SHAPE = (1, 8, 8)

LANDSCAPE = (Conv(32), Relu(), Pool(), Conv(64), Relu(), Pool(), Conv(64), Relu(), Flatten(), Dense(64), Relu())
LANDSCAPE = (*LANDSCAPE, Dense(10))
LANDSCAPE_SHAPE = (3, 64, 64)

LENET_5 = (Conv(6, 5), Tanh(), Pool(mode="avg"), Conv(16, 5), Tanh(), Pool(mode="avg"), Conv(120, 5), Tanh())
LENET_5 = (*LENET_5, Flatten(), Dense(84), Tanh(), Dense(10))
LENET_5_SHAPE = (1, 32, 32)

# Every kind of layer, every field of them, sizes that leave rows and columns over.
EVERYTHING = (
    Conv(3, (3, 2), stride=(1, 2), padding=((1, 0), (0, 2)), average=True),
    Sigmoid(),
    Pool((2, 3), stride=(1, 2), padding=(0, 1), mode="avg"),
    Conv(4, 2, dilation=2, padding="same", bias=False),
    Tanh(),
    Pool(2, padding=1),
    Conv(2, 3, padding=1),
    Relu(),
    Flatten(),
    Dense(5, bias=False),
    Sigmoid(),
    Dense(3),
)
EVERYTHING_SHAPE = (2, 9, 11)
