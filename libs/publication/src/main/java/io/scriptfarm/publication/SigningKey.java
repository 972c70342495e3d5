package io.scriptfarm.publication;

import io.scriptfarm.contract.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EncodedKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/// A key that signs manifests: Ed25519 (RFC 8032), of the JDK. Thread-safe.
public final class SigningKey {
  static final String ALGORITHM = "Ed25519";
  private static final int ID_DIGITS = 16;

  private final String id;
  private final PrivateKey secret;
  private final PublicKey known;

  private SigningKey(PrivateKey secret, PublicKey known) {
    this.id = id(known);
    this.secret = secret;
    this.known = known;
  }

  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new SigningKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /// The key of two encoded halves.
  ///
  /// @param pkcs8 as {@link #pkcs8}
  /// @param x509 as {@link #x509}
  /// @throws IllegalArgumentException when they are no Ed25519 key, or not halves of one
  public static SigningKey of(byte[] pkcs8, byte[] x509) {
    try {
      PrivateKey secret =
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      SigningKey key = new SigningKey(secret, decode(new X509EncodedKeySpec(x509)));
      byte[] probe = {1};
      if (!verifies(key.known, probe, key.sign(probe))) {
        throw new IllegalArgumentException("the private key does not belong to the public key");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 key: " + e.getMessage(), e);
    }
  }

  static PublicKey decode(EncodedKeySpec key) throws GeneralSecurityException {
    return KeyFactory.getInstance(ALGORITHM).generatePublic(key);
  }

  /// The first 16 digits of the SHA-256 of the public key (X.509).
  public String id() {
    return id;
  }

  static String id(PublicKey key) {
    return Digest.of(key.getEncoded()).hex().substring(0, ID_DIGITS);
  }

  /// The private half (PKCS #8); keep it secret.
  public byte[] pkcs8() {
    return secret.getEncoded();
  }

  /// The public half (X.509 SubjectPublicKeyInfo).
  public byte[] x509() {
    return known.getEncoded();
  }

  byte[] sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  static boolean verifies(PublicKey key, byte[] content, byte[] mark) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(content);
      return signature.verify(mark);
    } catch (java.security.SignatureException e) {
      return false; // a signature of another length, or no point of the curve
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static AssertionError missing(GeneralSecurityException e) {
    return new AssertionError("every Java platform since 15 has Ed25519", e);
  }

  @Override
  public String toString() {
    return "SigningKey[" + id + "]";
  }
}
