"""Keras' layers: `keras.layers`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name as _unknown_name
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer
from supple.keras.layers._lookup import deserialize, register as _register, serialize
from supple.keras.layers.activation import ELU, Activation, LeakyReLU, PReLU, ReLU, Softmax, ThresholdedReLU
from supple.keras.layers.attention import AdditiveAttention, Attention
from supple.keras.layers.batch_normalization import BatchNormalization
from supple.keras.layers.bidirectional import Bidirectional
from supple.keras.layers.convolution import Conv1D, Conv2D, Conv3D
from supple.keras.layers.core import Identity, Lambda, Masking
from supple.keras.layers.dense import Dense
from supple.keras.layers.einsum_dense import EinsumDense
from supple.keras.layers.embedding import Embedding
from supple.keras.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
)
from supple.keras.layers.input_layer import Input, InputLayer
from supple.keras.layers.merging import (
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    dot,
    maximum,
    minimum,
    multiply,
    subtract,
)
from supple.keras.layers.multi_head_attention import (
    GroupedQueryAttention as GroupQueryAttention,
    MultiHeadAttention,
)
from supple.keras.layers.normalization import (
    GroupNormalization,
    LayerNormalization,
    RMSNormalization,
    UnitNormalization,
)
from supple.keras.layers.per_shape import PerShape
from supple.keras.layers.pooling import (
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveAveragePooling3D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AdaptiveMaxPooling3D,
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from supple.keras.layers.recurrent import RNN
from supple.keras.layers.recurrent_cells import GRUCell, LSTMCell, SimpleRNNCell, StackedRNNCells
from supple.keras.layers.recurrent_fused import GRU, LSTM, SimpleRNN
from supple.keras.layers.regularization import (
    ActivityRegularization,
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from supple.keras.layers.rescaling import Rescaling
from supple.keras.layers.reshaping import Flatten, Permute, RepeatVector, Reshape
from supple.keras.layers.separable_convolution import (
    DepthwiseConv1D,
    DepthwiseConv2D,
    SeparableConv1D,
    SeparableConv2D,
)
from supple.keras.layers.spatial_reshaping import (
    Cropping1D,
    Cropping2D,
    Cropping3D,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)
from supple.keras.layers.transposed_convolution import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose
from supple.keras.layers.wrapper import TimeDistributed, Wrapper

# Keras' second names.
AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D
MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D
GlobalAvgPool1D, GlobalAvgPool2D, GlobalAvgPool3D = (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
)
GlobalMaxPool1D, GlobalMaxPool2D, GlobalMaxPool3D = GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D
Convolution1D, Convolution2D, Convolution3D = Conv1D, Conv2D, Conv3D
Convolution1DTranspose, Convolution2DTranspose = Conv1DTranspose, Conv2DTranspose
Convolution3DTranspose = Conv3DTranspose
SeparableConvolution1D, SeparableConvolution2D = SeparableConv1D, SeparableConv2D


__all__ = [
    *("Activation", "ActivityRegularization", "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D"),
    *("AdaptiveAveragePooling3D", "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D", "Add"),
    *("AdditiveAttention", "AlphaDropout", "Attention", "Average", "AveragePooling1D", "AveragePooling2D"),
    *("AveragePooling3D", "AvgPool1D", "AvgPool2D", "AvgPool3D", "BatchNormalization", "Bidirectional"),
    *("Concatenate", "Conv1D", "Conv1DTranspose", "Conv2D", "Conv2DTranspose", "Conv3D", "Conv3DTranspose"),
    *("Convolution1D", "Convolution1DTranspose", "Convolution2D", "Convolution2DTranspose", "Convolution3D"),
    *("Convolution3DTranspose", "Cropping1D", "Cropping2D", "Cropping3D", "Dense", "DepthwiseConv1D"),
    *("DepthwiseConv2D", "Dot", "Dropout", "ELU", "EinsumDense", "Embedding", "Flatten", "GRU", "GRUCell"),
    *("GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D"),
    *("GlobalAveragePooling3D", "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalAvgPool3D", "GlobalMaxPool1D"),
    *("GlobalMaxPool2D", "GlobalMaxPool3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D"),
    *("GroupNormalization", "GroupQueryAttention", "Identity", "Input", "InputLayer", "InputSpec", "LSTM"),
    *("LSTMCell", "Lambda", "Layer", "LayerNormalization", "LeakyReLU", "Masking", "MaxPool1D", "MaxPool2D"),
    *("MaxPool3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "Maximum", "Minimum", "MultiHeadAttention"),
    *("Multiply", "PReLU", "PerShape", "Permute", "RMSNormalization", "RNN", "ReLU", "RepeatVector"),
    *("Rescaling", "Reshape", "SeparableConv1D", "SeparableConv2D", "SeparableConvolution1D"),
    *("SeparableConvolution2D", "SimpleRNN", "SimpleRNNCell", "Softmax", "SpatialDropout1D", "SpatialDropout2D"),
    *("SpatialDropout3D", "StackedRNNCells", "Subtract", "ThresholdedReLU", "TimeDistributed"),
    *("UnitNormalization", "UpSampling1D", "UpSampling2D", "UpSampling3D", "Wrapper", "ZeroPadding1D"),
    *("ZeroPadding2D", "ZeroPadding3D", "add", "average", "concatenate", "deserialize", "dot", "maximum"),
    *("minimum", "multiply", "serialize", "subtract"),
]

_register({name: globals()[name] for name in __all__})


def __dir__() -> list[str]:
    return __all__


__getattr__: Any = _unknown_name("keras.layers", __dir__)
